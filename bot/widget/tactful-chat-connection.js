// A conversation over Rasa's Socket.IO channel: its session, what is sent and what comes back.

import { io } from "./vendor/socket.io.esm.min.js";

const SESSION_KEY = "tactful.session";
// A turn is over when the server acknowledges it; without a word for so long, we stop waiting.
const TURN_TIMEOUT_MS = 60_000;

/**
 * Fires "message" (detail: what the assistant sent), "busy" (detail: boolean), "online" (detail:
 * boolean), "privacy" (detail: where the dial stands) and "lost" (a message was under way when the
 * line broke).
 */
export class Connection extends EventTarget {
  #socket = null;
  #sessionId = recall();
  #waiting = []; // typed before the server confirmed the session
  #turns = 0; // sent and not yet answered in full
  #timer = 0;
  #level = null; // of the privacy dial

  constructor(server, path) {
    super();
    this.server = server;
    this.path = path;
    this.sessionToken = null;
    this.basket = []; // product ids, the newest last
  }

  /** Whether this conversation began on an earlier view of the page. */
  get resumed() {
    return Boolean(this.#sessionId);
  }

  open() {
    if (this.#socket) return;
    // Where a proxy lets no WebSocket through, plain requests do.
    const transports = ["websocket", "polling"];
    this.#socket = io(this.server, { path: this.path, transports, tryAllTransports: true });
    this.#socket.on("connect", () => {
      this.#fire("online", true);
      this.#socket.emit("session_request", { session_id: this.#sessionId });
    });
    this.#socket.on("connect_error", () => this.#fire("online", false));
    this.#socket.on("disconnect", () => {
      this.#fire("online", false);
      if (this.#turns > 0) this.#fire("lost");
      this.#setTurns(0);
    });
    this.#socket.on("session_confirm", (sessionId) => {
      if (typeof sessionId !== "string") return;
      this.#sessionId = sessionId;
      remember(sessionId, this.#level);
      for (const text of this.#waiting.splice(0)) this.#emit(text);
    });
    this.#socket.on("bot_uttered", (message) => {
      if (!message || typeof message !== "object") return;
      if (message.custom?.type === "privacy_level") this.#tellLevel(message.custom.level);
      else this.#fire("message", message);
    });
    this.#socket.on("privacy_level", (told) => this.#tellLevel(told?.level));
  }

  send(text) {
    this.open();
    this.#setTurns(this.#turns + 1);
    if (this.#sessionId && this.#socket.connected) this.#emit(text);
    else this.#waiting.push(text);
  }

  /** Set the privacy dial; the server answers as to a message, and tells where it stands then. */
  setPrivacy(level) {
    if (!this.#sessionId || !this.#socket?.connected) return;
    this.#setTurns(this.#turns + 1);
    const wish = this.#signed({ session_id: this.#sessionId, level });
    this.#socket.emit("privacy_level", wish, () => this.#setTurns(this.#turns - 1));
  }

  /** Leave this conversation behind; the next message begins a new one. */
  reset() {
    this.#socket?.disconnect();
    this.#socket = null;
    this.#sessionId = null;
    this.#waiting = [];
    this.#setTurns(0);
    this.#level = null;
    remember(null);
  }

  #emit(text) {
    const message = { message: text, session_id: this.#sessionId };
    this.#socket.emit("user_uttered", this.#signed(message, this.#told()), () => this.#setTurns(this.#turns - 1));
  }

  /** What the page knows that answers may go by; with the dial at off, nothing. */
  #told() {
    return this.basket.length && this.#level !== "off" ? { basket: this.basket } : {};
  }

  #signed(fields, told = {}) {
    const metadata = this.sessionToken ? { ...told, session_token: this.sessionToken } : told;
    return Object.keys(metadata).length ? { ...fields, metadata } : fields;
  }

  #tellLevel(level) {
    this.#level = level;
    if (this.#sessionId) remember(this.#sessionId, level);
    this.#fire("privacy", level);
  }

  #setTurns(count) {
    this.#turns = Math.max(0, count);
    clearTimeout(this.#timer);
    if (this.#turns > 0) this.#timer = setTimeout(() => this.#setTurns(0), TURN_TIMEOUT_MS);
    this.#fire("busy", this.#turns > 0);
  }

  #fire(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

// A browser may forbid storage; then the conversation ends with the page.
function recall() {
  try {
    return sessionStorage.getItem(SESSION_KEY) ?? localStorage.getItem(SESSION_KEY);
  } catch {
    return null;
  }
}

// Beyond this page's time only with a profile, by which the shopper is to be known again.
function remember(sessionId, level) {
  try {
    if (sessionId) sessionStorage.setItem(SESSION_KEY, sessionId);
    else sessionStorage.removeItem(SESSION_KEY);
    if (sessionId && level === "profile") localStorage.setItem(SESSION_KEY, sessionId);
    else if (!sessionId || level) localStorage.removeItem(SESSION_KEY);
  } catch {
    // see above
  }
}
