// The widget's look. A page changes it through the custom properties of <tactful-chat>.

export const sheet = new CSSStyleSheet();
sheet.replaceSync(`
:host {
  --accent: var(--tactful-accent, #1f4d3a);
  --on-accent: var(--tactful-on-accent, #fdfaf3);
  --warm: var(--tactful-warm, #b3521f);
  --paper: var(--tactful-paper, #fffdf8);
  --tint: var(--tactful-tint, #eef2ea);
  --ink: var(--tactful-ink, #22302a);
  --soft: var(--tactful-soft, #5f6c65);
  --line: var(--tactful-line, #dfe3d8);
  font: 15px/1.45 var(--tactful-font, system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif);
  color: var(--ink);
}
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
button { font: inherit; cursor: pointer; }
:focus-visible { outline: 3px solid var(--warm); outline-offset: 2px; }
.launcher {
  position: fixed; right: 24px; bottom: 24px; z-index: 2147483000;
  display: flex; align-items: center; gap: 10px; height: 56px; padding: 0 22px 0 18px;
  border: 0; border-radius: 28px; background: var(--accent); color: var(--on-accent);
  font-weight: 600; box-shadow: 0 10px 30px rgb(16 38 28 / .3); transition: transform .15s;
}
.launcher:hover { transform: translateY(-2px); }
.launcher svg, header svg { width: 24px; height: 24px; flex: none; }
.panel {
  position: fixed; right: 24px; bottom: 24px; z-index: 2147483001;
  display: flex; flex-direction: column; width: 404px; height: min(664px, calc(100dvh - 48px));
  border-radius: 20px; overflow: hidden; background: var(--paper);
  box-shadow: 0 24px 70px rgb(16 38 28 / .34), 0 0 0 1px rgb(16 38 28 / .06);
  animation: rise .2s ease-out;
}
@keyframes rise { from { opacity: 0; transform: translateY(14px); } }
header { display: flex; align-items: center; gap: 12px; padding: 14px 12px 14px 18px; background: var(--accent); color: var(--on-accent); }
header .face { display: grid; place-items: center; width: 40px; height: 40px; border-radius: 50%; background: rgb(255 255 255 / .16); }
header .who { flex: 1; min-width: 0; }
header h2 { margin: 0; font-size: 16px; font-weight: 650; line-height: 1.25; }
header p { margin: 0; font-size: 12.5px; opacity: .82; }
header button { display: grid; place-items: center; width: 40px; height: 40px; border: 0; border-radius: 50%; background: none; color: inherit; }
header button:hover { background: rgb(255 255 255 / .14); }
.dial { border-bottom: 1px solid var(--line); background: var(--tint); font-size: 12.5px; }
.levels { display: flex; align-items: center; gap: 4px; margin: 0; padding: 5px 18px; border: 0; }
.levels legend { float: left; padding: 0; margin-right: 8px; color: var(--soft); }
.levels label { position: relative; flex: 1; cursor: pointer; }
.levels input { position: absolute; opacity: 0; }
.levels label > span { display: block; padding: 3px 8px; border-radius: 12px; text-align: center; }
.levels input:checked + span { background: var(--accent); color: var(--on-accent); font-weight: 600; }
.levels input:focus-visible + span { outline: 3px solid var(--warm); outline-offset: 1px; }
.elsewhere { min-height: 24px; margin: 0 18px 5px; padding: 0; border: 0; background: none; color: var(--accent); font: inherit; text-decoration: underline; cursor: pointer; }
.asked { padding: 4px 18px 10px; }
.asked p { margin: 0 0 8px; }
.asked button { min-height: 32px; margin-right: 8px; padding: 4px 14px; border: 1.5px solid var(--accent); border-radius: 16px; background: var(--paper); color: var(--accent); font-weight: 550; }
.asked .yes { background: var(--accent); color: var(--on-accent); }
.download { align-self: flex-start; text-decoration: none; }
.notice { padding: 8px 18px; background: #fbeccd; color: #6b4510; font-size: 13px; }
.log { position: relative; flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 18px 16px 8px; display: flex; flex-direction: column; gap: 8px; }
.bubble { max-width: 86%; padding: 10px 14px; border-radius: 16px; white-space: pre-wrap; overflow-wrap: anywhere; }
.bot { align-self: flex-start; background: var(--tint); border-bottom-left-radius: 5px; }
.user { align-self: flex-end; background: var(--accent); color: var(--on-accent); border-bottom-right-radius: 5px; }
.bot + .user, .user + .bot, .products + .user, .replies + .user { margin-top: 6px; }
.bubble a { color: var(--accent); }
.note { align-self: center; margin: 4px 0; font-size: 12.5px; color: var(--soft); text-align: center; }
.picture { max-width: 86%; border-radius: 14px; }
.replies { display: flex; flex-wrap: wrap; gap: 8px; padding: 4px 0 6px; }
.reply { min-height: 38px; padding: 7px 15px; border: 1.5px solid var(--accent); border-radius: 20px; background: var(--paper); color: var(--accent); font-weight: 550; text-align: left; }
.reply:hover { background: var(--accent); color: var(--on-accent); }
.products { list-style: none; margin: 2px 0 4px; padding: 0; display: flex; flex-direction: column; gap: 10px; }
.card { display: flex; gap: 12px; padding: 10px; border: 1px solid var(--line); border-radius: 16px; background: #fff; box-shadow: 0 1px 3px rgb(16 38 28 / .05); }
.frame { position: relative; flex: none; width: 92px; height: 92px; border-radius: 11px; overflow: hidden; background: var(--tint); }
.frame img { width: 100%; height: 100%; object-fit: cover; display: block; }
.place { position: absolute; top: 5px; left: 5px; min-width: 20px; height: 20px; padding: 0 5px; border-radius: 10px; background: rgb(255 255 255 / .92); color: var(--ink); font-size: 11.5px; font-weight: 700; line-height: 20px; text-align: center; }
.facts { flex: 1; min-width: 0; }
.title { font-weight: 620; line-height: 1.3; overflow-wrap: anywhere; }
.title a { color: inherit; text-decoration: none; }
.title a:hover { text-decoration: underline; }
.line { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 10px; margin-top: 3px; font-size: 13.5px; }
.line strong { font-size: 15px; }
.star { color: #d28a16; }
.stock { color: #27704a; }
.stock.out { color: #a23b2b; }
.reason { margin: 5px 0 0; font-size: 13px; line-height: 1.35; color: var(--soft); overflow-wrap: anywhere; }
.actions { display: flex; flex-wrap: wrap; gap: 2px 14px; margin-top: 5px; }
.actions button { padding: 3px 0; border: 0; background: none; color: var(--warm); font-size: 13px; font-weight: 600; }
.actions button:hover { text-decoration: underline; }
.comparison { max-width: 100%; overflow-x: auto; flex: none; border: 1px solid var(--line); border-radius: 14px; background: #fff; font-size: 13px; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: 8px 10px; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); min-width: 84px; }
thead th { background: var(--tint); font-weight: 650; }
tbody th { font-weight: 500; color: var(--soft); }
tbody tr:last-child > * { border-bottom: 0; }
.typing { display: flex; gap: 5px; padding: 14px; }
.typing i { width: 7px; height: 7px; border-radius: 50%; background: var(--soft); animation: blink 1.2s infinite; }
.typing i:nth-child(2) { animation-delay: .18s; }
.typing i:nth-child(3) { animation-delay: .36s; }
@keyframes blink { 0%, 70%, 100% { opacity: .25; } 35% { opacity: 1; } }
form { display: flex; align-items: flex-end; gap: 8px; padding: 10px 12px 12px; border-top: 1px solid var(--line); background: var(--paper); }
textarea { flex: 1; min-height: 44px; max-height: 120px; padding: 10px 14px; resize: none; border: 1.5px solid var(--line); border-radius: 22px; background: #fff; color: inherit; font: inherit; font-size: 16px; line-height: 22px; }
textarea:focus { outline: none; border-color: var(--accent); box-shadow: 0 0 0 3px rgb(31 77 58 / .14); }
.send { display: grid; place-items: center; flex: none; width: 44px; height: 44px; border: 0; border-radius: 50%; background: var(--accent); color: var(--on-accent); }
.send svg { width: 20px; height: 20px; }
.quiet { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 520px) {
  .panel { inset: 0; width: 100%; height: 100dvh; border-radius: 0; }
  .launcher { right: 16px; bottom: 16px; }
}
@media (prefers-reduced-motion: reduce) { .panel, .typing i, .launcher { animation: none; transition: none; } }
`);
