// Turns messages into elements. Every text goes in as text, never as HTML.

const LINK = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]/g;

/** Make an element; `attributes` are set as attributes, `children` are elements or texts. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Only links and pictures of the web, or of this site; null for javascript: and the like. */
export function safeUrl(value, base = document.baseURI) {
  if (typeof value !== "string" || value === "") return null;
  try {
    const url = new URL(value, base);
    return ["https:", "http:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** "£64.00", or the words themselves where they are no amount. */
export function money(price, currency) {
  const amount = typeof price === "string" && price.trim() !== "" ? Number(price) : price;
  if (typeof amount !== "number" || !Number.isFinite(amount)) return price == null ? "" : `${price}`;
  try {
    return new Intl.NumberFormat("en-GB", { style: "currency", currency }).format(amount);
  } catch {
    return currency ? `${amount.toFixed(2)} ${currency}` : amount.toFixed(2);
  }
}

/** "★ 4.3", read out as what it means. */
export function stars(rating) {
  const value = Number(rating);
  if (rating === null || rating === undefined || !Number.isFinite(value)) return null;
  const label = `Rated ${value.toFixed(1)} out of 5`;
  const star = make("span", { class: "star", "aria-hidden": "true" }, "★");
  return make("span", { class: "rating", role: "img", "aria-label": label }, star, ` ${value.toFixed(1)}`);
}

/**
 * Return the elements for one message of the assistant; `say(text, shown)` sends an answer.
 * Pictures without a host of their own are the `server`'s; links are the page's.
 */
export function botMessage(message, say, server) {
  const parts = [];
  if (typeof message.text === "string" && message.text.trim()) {
    parts.push(make("div", { class: "bubble bot" }, ...withLinks(message.text)));
  }
  const custom = message.custom;
  if (custom?.type === "products" && Array.isArray(custom.products)) {
    parts.push(productCards(custom.products, say, server));
  } else if (custom?.type === "comparison" && Array.isArray(custom.rows)) {
    parts.push(comparison(custom));
  } else if (custom?.type === "export" && custom.data) {
    parts.push(download(custom));
  }
  const picture = message.attachment?.type === "image" ? safeUrl(message.attachment.payload?.src, server) : null;
  if (picture) parts.push(make("img", { class: "picture", src: picture, alt: "" }));
  const replies = Array.isArray(message.quick_replies) ? message.quick_replies : [];
  if (replies.length > 0) parts.push(quickReplies(replies, say));
  return parts;
}

/** A link to a file of what was sent, which no server keeps. */
function download({ filename, data }) {
  const file = new Blob([JSON.stringify(data, null, 2)], { type: "application/json" });
  const name = typeof filename === "string" ? filename : "my-data.json";
  return make("a", { class: "reply download", href: URL.createObjectURL(file), download: name }, `Download ${name}`);
}

function withLinks(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const href = safeUrl(match[0]);
    parts.push(text.slice(end, match.index));
    parts.push(href ? make("a", { href, target: "_blank", rel: "noopener noreferrer" }, match[0]) : match[0]);
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}

function quickReplies(replies, say) {
  const buttons = replies.map((reply) => {
    const title = `${reply?.title ?? ""}`;
    const button = make("button", { type: "button", class: "reply" }, title);
    button.addEventListener("click", () => say(`${reply?.payload ?? title}`, title));
    return button;
  });
  return make("div", { class: "replies", role: "group", "aria-label": "Suggested answers" }, ...buttons);
}

function productCards(products, say, server) {
  const shown = products.filter((product) => product && typeof product === "object");
  return make("ol", { class: "products", "aria-label": "Products" }, ...shown.map((product, index) => card(product, index + 1, say, server)));
}

function card(product, place, say, server) {
  const title = `${product.title ?? ""}`;
  const href = safeUrl(product.url);
  const image = safeUrl(product.image, server);
  const inStock = product.in_stock;
  const actions = [
    ["Tell me more", `tell me more about the ${ordinal(place)} one`],
    ["More like this", `show me more like the ${ordinal(place)} one`],
  ].map(([label, text]) => {
    const button = make("button", { type: "button", "aria-label": `${label}: ${title}` }, label);
    button.addEventListener("click", () => say(text, text));
    return button;
  });
  return make(
    "li",
    { class: "card" },
    make(
      "div",
      { class: "frame" },
      image ? make("img", { src: image, alt: "", loading: "lazy", width: "96", height: "96" }) : null,
      make("span", { class: "place", "aria-hidden": "true" }, `${place}`),
    ),
    make(
      "div",
      { class: "facts" },
      make("div", { class: "title" }, href ? make("a", { href }, title) : title),
      make(
        "div",
        { class: "line" },
        make("strong", {}, money(product.price, product.currency)),
        stars(product.rating),
        typeof inStock === "boolean"
          ? make("span", { class: inStock ? "stock" : "stock out" }, inStock ? "In stock" : "Out of stock")
          : null,
      ),
      product.reason ? make("p", { class: "reason" }, `${product.reason}`) : null,
      make("div", { class: "actions" }, ...actions),
    ),
  );
}

function ordinal(place) {
  const ending = { one: "st", two: "nd", few: "rd", other: "th" };
  return `${place}${ending[new Intl.PluralRules("en", { type: "ordinal" }).select(place)]}`;
}

function comparison({ columns, rows }) {
  const head = (Array.isArray(columns) ? columns : []).map((column) => make("th", { scope: "col" }, `${column ?? ""}`));
  const body = rows.filter(Array.isArray).map((row) =>
    make(
      "tr",
      {},
      ...row.map((cell, index) => make(index === 0 ? "th" : "td", index === 0 ? { scope: "row" } : {}, `${cell ?? "–"}`)),
    ),
  );
  const table = make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body));
  return make("div", { class: "comparison", tabindex: "0", role: "region", "aria-label": "Comparison" }, table);
}
