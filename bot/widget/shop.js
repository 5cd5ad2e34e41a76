// The demo shop's page: products, categories, a basket, and the demo customer's sign-in.

import { basketOf } from "./shop-basket.js";
import { make, money, safeUrl, stars } from "./tactful-chat-view.js";

const PAGE_SIZE = 24;
const chat = document.querySelector("tactful-chat");
const part = (id) => document.getElementById(id);
const shop = { products: [], category: "", shown: PAGE_SIZE };
const basket = basketOf(part("basket"), part("basket-button"), (ids) => {
  chat.basket = ids;
});

function productCard(product) {
  const title = `${product.title ?? ""}`;
  const image = safeUrl(product.image_url);
  const ask = make("button", { type: "button", "aria-label": `Ask about ${title}` }, "Ask about it");
  ask.addEventListener("click", () => chat.ask(`Tell me about the ${title}`));
  const add = make("button", { type: "button", class: "add", "aria-label": `Add ${title} to the basket` }, "Add to basket");
  add.addEventListener("click", () => basket.add(product));
  return make(
    "li",
    { class: "product", id: `product-${product.id}`, "data-handle": product.handle },
    make(
      "div",
      { class: "photo" },
      image ? make("img", { src: image, alt: "", loading: "lazy", width: "480", height: "480" }) : null,
      product.in_stock ? null : make("span", { class: "gone" }, "Out of stock"),
    ),
    make("p", { class: "maker" }, `${product.brand ?? ""}`),
    make("h3", {}, title),
    make("p", { class: "price" }, make("strong", {}, money(product.price, product.currency)), stars(product.rating)),
    make("p", { class: "acts" }, product.in_stock ? add : null, ask),
  );
}

function chosen() {
  return shop.products.filter((product) => !shop.category || product.category === shop.category);
}

function showProducts() {
  const products = chosen();
  part("grid").replaceChildren(...products.slice(0, shop.shown).map(productCard));
  part("more").hidden = products.length <= shop.shown;
  part("count").textContent = `${products.length} ${products.length === 1 ? "product" : "products"}`;
}

function showCategories() {
  const names = [...new Set(shop.products.map((product) => product.category))].filter(Boolean).sort();
  const buttons = ["", ...names].map((name) => {
    const label = name ? name[0].toUpperCase() + name.slice(1) : "Everything";
    const button = make("button", { type: "button", "aria-pressed": `${name === shop.category}` }, label);
    button.addEventListener("click", () => {
      shop.category = name;
      shop.shown = PAGE_SIZE;
      for (const other of part("filter").children) other.setAttribute("aria-pressed", `${other === button}`);
      showProducts();
    });
    return button;
  });
  part("filter").replaceChildren(...buttons);
}

/** Mix the categories, so that "everything" does not begin with 25 backpacks. */
function mixed(products) {
  const rank = new Map();
  return products
    .map((product) => {
      const place = rank.get(product.category) ?? 0;
      rank.set(product.category, place + 1);
      return { product, place };
    })
    .sort((one, other) => one.place - other.place)
    .map(({ product }) => product);
}

async function load() {
  const trouble = part("trouble");
  trouble.hidden = true;
  part("count").textContent = "Fetching the shelves…";
  try {
    const answer = await fetch("api/products?limit=500");
    const body = await answer.json();
    if (!answer.ok) throw new Error(body.message);
    shop.products = mixed(body);
  } catch (error) {
    part("count").textContent = "";
    trouble.querySelector("p").textContent =
      error instanceof TypeError || !error.message ? "The shop can't be reached right now." : error.message;
    trouble.hidden = false;
    return;
  }
  showCategories();
  showProducts();
  showLinked();
}

/** A product's link, as the assistant gives it: #product-<id>, or # and its handle. */
function showLinked() {
  const wanted = decodeURIComponent(location.hash.slice(1));
  const product = shop.products.find((one) => wanted && [`product-${one.id}`, one.handle].includes(wanted));
  if (!product) return;
  shop.category = product.category;
  shop.shown = Math.max(PAGE_SIZE, chosen().indexOf(product) + 1);
  showCategories();
  showProducts();
  const element = part(`product-${product.id}`);
  element.scrollIntoView({ block: "center" });
  element.classList.add("linked");
}

async function toggleSignIn() {
  const button = part("sign-in");
  if (chat.sessionToken) {
    chat.sessionToken = null;
    chat.reset(); // what was said as Maya is not for the next person at this screen
  } else {
    const answer = await fetch("api/session?customer=1");
    if (!answer.ok) return;
    chat.sessionToken = (await answer.json()).token;
  }
  const signedIn = Boolean(chat.sessionToken);
  button.setAttribute("aria-pressed", `${signedIn}`);
  button.textContent = signedIn ? "Hello, Maya · Sign out" : "Sign in as Maya";
}

part("sign-in").addEventListener("click", toggleSignIn);
part("open-chat").addEventListener("click", () => chat.open());
part("more").addEventListener("click", () => {
  shop.shown += PAGE_SIZE;
  showProducts();
});
part("trouble").querySelector("button").addEventListener("click", load);
for (const button of document.querySelectorAll(".prompts button")) {
  button.addEventListener("click", () => chat.ask(button.textContent));
}
addEventListener("hashchange", showLinked);
await customElements.whenDefined("tactful-chat");
load().then(() => basket.show(shop.products));
