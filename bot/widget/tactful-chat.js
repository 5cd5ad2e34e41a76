// <tactful-chat server="https://shop.example" shop-name="Fernway"></tactful-chat>
//
// The shop assistant's chat window. Attributes: `server` (default: this site), `socket-path`
// (default: /socket.io), `shop-name`, `greeting`, `basket`: ids of the products in the shopper's
// basket, the newest last, as in basket="12,78". Properties: `sessionToken`, the signed token of a
// signed-in customer, or null; `basket`, the same ids as an array. Methods: open(), close(),
// ask(text), reset().

import { Connection } from "./tactful-chat-connection.js";
import { privacyDial } from "./tactful-chat-dial.js";
import { sheet } from "./tactful-chat-style.js";
import { botMessage, make } from "./tactful-chat-view.js";

const GREETING = "Hello! I can look up an order, find you something new, or answer a question about delivery and returns.";
const STARTERS = ["Where is my order?", "Help me choose a backpack", "How do returns work?"];
const MOST_IN_BASKET = 50; // the server takes no more
const ICONS = {
  chat: "M12 3C6.5 3 2 6.7 2 11.3c0 2.6 1.5 5 3.8 6.5-.1 1-.6 2.2-1.6 3.2 2 0 3.7-.8 4.8-1.7 1 .2 2 .3 3 .3 5.5 0 10-3.7 10-8.3S17.5 3 12 3z",
  close: "m6 6 12 12M18 6 6 18",
  send: "M4 12h15m-6-6 6 6-6 6",
  leaf: "M5 20C5 9 11 4 20 4c0 9-5 14-13 14m-2 2c1-5 4-8 9-10",
};

class TactfulChat extends HTMLElement {
  static observedAttributes = ["basket"];

  #basket = [];
  #connection;
  #server;
  #parts = {};
  #begun = false;

  connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    this.#build(root);
    this.#server = this.getAttribute("server") ?? location.origin;
    this.#connection = new Connection(this.#server, this.getAttribute("socket-path") ?? "/socket.io");
    this.#connection.basket = this.#basket;
    this.#connection.addEventListener("message", (event) => this.#receive(event.detail));
    this.#connection.addEventListener("busy", (event) => this.#showTyping(event.detail));
    this.#connection.addEventListener("online", (event) => this.#showOnline(event.detail));
    this.#connection.addEventListener("privacy", (event) => this.#parts.dial.show(event.detail));
    this.#connection.addEventListener("lost", () => this.#note("Your last message may not have arrived. Please send it again."));
  }

  get sessionToken() {
    return this.#connection.sessionToken;
  }

  set sessionToken(token) {
    this.#connection.sessionToken = token;
  }

  get basket() {
    return [...this.#basket];
  }

  /** What is in the basket now; it goes along with each message, and counts for its answer alone. */
  set basket(ids) {
    const known = [...(ids ?? [])].map(Number).filter((id) => Number.isSafeInteger(id) && id > 0);
    this.#basket = [...new Set(known)].slice(-MOST_IN_BASKET);
    if (this.#connection) this.#connection.basket = this.#basket;
  }

  attributeChangedCallback(_name, _before, after) {
    this.basket = (after ?? "").split(/[\s,]+/).filter(Boolean);
  }

  open() {
    this.#parts.panel.hidden = false;
    this.#parts.launcher.hidden = true;
    this.#begin();
    this.#parts.input.focus();
  }

  close() {
    this.#parts.panel.hidden = true;
    this.#parts.launcher.hidden = false;
    this.#parts.launcher.focus();
  }

  /** Open the window and say `text`, as if the shopper had typed it. */
  ask(text) {
    this.open();
    this.#say(text, text);
  }

  /** Forget this conversation on this page and begin a new one. */
  reset() {
    this.#connection.reset();
    this.#parts.log.replaceChildren(this.#parts.typing);
    this.#parts.notice.hidden = true;
    this.#begun = false;
    if (!this.#parts.panel.hidden) this.#begin();
  }

  #begin() {
    if (this.#begun) return;
    this.#begun = true;
    const greeting = this.getAttribute("greeting") ?? GREETING;
    if (this.#connection.resumed) this.#note("Welcome back. I still know what the privacy dial lets me keep.");
    else this.#receive({ text: greeting, quick_replies: STARTERS.map((title) => ({ title, payload: title })) });
    this.#connection.open();
  }

  #say(text, shown) {
    for (const replies of this.#parts.log.querySelectorAll(".replies")) replies.remove();
    this.#add(make("div", { class: "bubble user" }, make("span", { class: "quiet" }, "You: "), shown));
    this.#connection.send(text);
    this.#parts.input.focus();
  }

  #receive(message) {
    const elements = botMessage(message, (text, shown) => this.#say(text, shown), this.#server);
    for (const element of elements) this.#add(element);
  }

  #note(text) {
    this.#add(make("p", { class: "note" }, text));
  }

  #add(element) {
    this.#parts.typing.before(element);
    this.#scroll();
  }

  /** Show the end, but of a long answer the beginning: what was asked stays in view. */
  #scroll() {
    const { log } = this.#parts;
    const asked = [...log.querySelectorAll(".user")].at(-1);
    log.scrollTop = Math.min(log.scrollHeight - log.clientHeight, asked ? asked.offsetTop - 14 : Infinity);
  }

  #showTyping(busy) {
    this.#parts.typing.hidden = !busy;
    if (busy) this.#scroll();
  }

  #showOnline(online) {
    this.#parts.notice.hidden = online;
    this.#parts.state.textContent = online ? "Shop assistant · online" : "Shop assistant · reconnecting";
  }

  #build(root) {
    const name = this.getAttribute("shop-name") ?? "";
    const launcher = make("button", { type: "button", class: "launcher" }, icon("chat", true), "Ask us");
    const close = make("button", { type: "button", class: "close", "aria-label": "Close chat" }, icon("close"));
    const state = make("p", {}, "Shop assistant");
    const notice = make("div", { class: "notice", role: "status", hidden: "" }, "The connection is gone. Trying to get it back…");
    const dots = [make("i"), make("i"), make("i")];
    const typing = make("div", { class: "bubble bot typing", role: "img", "aria-label": "The assistant is writing", hidden: "" }, ...dots);
    const log = make("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": "Conversation", tabindex: "0" }, typing);
    const input = make("textarea", { rows: "1", placeholder: "Type your message", "aria-label": "Your message", autocomplete: "off", enterkeyhint: "send" });
    const send = make("button", { class: "send", "aria-label": "Send" }, icon("send"));
    const form = make("form", {}, input, send);
    const who = make("div", { class: "who" }, make("h2", {}, name ? `${name} help` : "Shop help"), state);
    const head = make("header", {}, make("div", { class: "face" }, icon("leaf")), who, close);
    const link = () => this.#say("Link another device", "Link another device");
    const dial = privacyDial((level) => this.#connection.setPrivacy(level), link);
    const panel = make("section", { class: "panel", role: "dialog", "aria-label": "Chat with the shop assistant", hidden: "" }, head, dial.element, notice, log, form);
    this.#parts = { launcher, panel, state, notice, log, typing, input, dial };
    launcher.addEventListener("click", () => this.open());
    close.addEventListener("click", () => this.close());
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    input.addEventListener("input", () => this.#fit());
    input.addEventListener("keydown", (event) => {
      // While an input method is composing, Enter belongs to it.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = input.value.trim();
      if (!text) return;
      input.value = "";
      this.#fit();
      this.#say(text, text);
    });
    root.append(launcher, panel);
  }

  /** Let the input grow with its text, up to the style's max-height. */
  #fit() {
    const { input } = this.#parts;
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight + 3}px`;
  }
}

function icon(name, filled = false) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  const look = filled ? { fill: "currentColor" } : { fill: "none", stroke: "currentColor", "stroke-width": "2.2", "stroke-linecap": "round", "stroke-linejoin": "round" };
  for (const [key, value] of Object.entries({ d: ICONS[name], ...look })) path.setAttribute(key, value);
  svg.append(path);
  return svg;
}

customElements.define("tactful-chat", TactfulChat);
