// The privacy dial: how much the assistant remembers of a shopper.

import { make } from "./tactful-chat-view.js";

const LEVELS = {
  off: { label: "Off", means: "nothing is kept beyond a message", ask: "Keep nothing from now on? What is stored of this chat, and of your profile, is erased, the profile on every device that shares it." },
  session: { label: "Session", means: "this conversation is remembered", ask: "Remember this chat only? Your profile is erased, on every device that shares it." },
  profile: {
    label: "Profile",
    means: "your tastes are remembered between visits",
    ask: "Remember your tastes between visits? Kept are kinds of product, brands, colours and materials, under a pseudonym and blurred with noise, until you have stayed away for long. If you are signed in, earlier orders count for suggestions. You can see, copy and delete it at any time.",
  },
};

/**
 * Make the dial; `choose(level)` is called once the shopper has set it and, where something begins
 * to be kept or is erased, has said yes; `link()` once they want their profile elsewhere too.
 * `show(level)` tells it where it stands; hidden until then.
 */
export function privacyDial(choose, link) {
  let current = null;
  const name = `privacy-${Math.random().toString(36).slice(2)}`;
  const inputs = new Map();
  const options = Object.entries(LEVELS).map(([level, { label, means }]) => {
    const input = make("input", { type: "radio", name, value: level });
    inputs.set(level, input);
    input.addEventListener("change", () => wish(level));
    return make("label", { title: means }, input, make("span", {}, label, make("span", { class: "quiet" }, `: ${means}`)));
  });
  const group = make("fieldset", { class: "levels" }, make("legend", {}, "Privacy"), ...options);
  const question = make("p", { id: `${name}-question` });
  const yes = make("button", { type: "button", class: "yes" }, "Yes");
  const no = make("button", { type: "button", class: "no" }, "No, leave it");
  const asked = make("div", { class: "asked", role: "alertdialog", "aria-label": "Privacy", "aria-describedby": question.id, hidden: "" }, question, make("div", {}, yes, no));
  const elsewhere = make("button", { type: "button", class: "elsewhere", hidden: "" }, "Use my profile on another device");
  const element = make("div", { class: "dial", hidden: "" }, group, elsewhere, asked);
  let wished = null;

  function wish(level) {
    wished = level;
    // From off to session nothing is lost, and no more is kept than usual.
    if (level === current || (current === "off" && level === "session")) return settle(level !== current);
    question.textContent = LEVELS[level].ask;
    asked.hidden = false;
    no.focus();
  }

  function settle(agreed) {
    asked.hidden = true;
    const level = wished;
    wished = null;
    // The server tells when it is set; until then the dial shows what holds.
    inputs.get(current).checked = true;
    inputs.get(current).focus();
    if (agreed) choose(level);
  }

  elsewhere.addEventListener("click", link);
  yes.addEventListener("click", () => settle(true));
  no.addEventListener("click", () => settle(false));
  asked.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation(); // it would close the window
    settle(false);
  });

  function show(level) {
    if (!inputs.has(level)) return;
    current = level;
    element.hidden = false;
    elsewhere.hidden = level !== "profile";
    if (wished === null) inputs.get(level).checked = true;
  }

  return { element, show };
}
