// The demo shop's basket: what is in it stays in this tab. Nothing here can be bought.

import { make, money } from "./tactful-chat-view.js";

const KEY = "fernway.basket";

/**
 * Run the basket that `panel` shows and `button` opens; `tell(ids)` is called with the products'
 * ids, the newest last, whenever they change.
 */
export function basketOf(panel, button, tell) {
  let ids = recall();
  const known = new Map(); // products by id

  function draw() {
    const held = ids.filter((id) => known.has(id));
    button.textContent = `Basket · ${held.length}`;
    const lines = held.map((id) => line(known.get(id)));
    panel.replaceChildren(
      make("h2", {}, "Your basket"),
      held.length ? make("ul", {}, ...lines) : make("p", {}, "There is nothing in it yet."),
    );
    tell(held);
  }

  function line(product) {
    const title = `${product.title ?? ""}`;
    const remove = make("button", { type: "button", "aria-label": `Remove ${title}` }, "Remove");
    remove.addEventListener("click", () => change(ids.filter((id) => id !== product.id)));
    return make("li", {}, make("span", {}, title), make("strong", {}, money(product.price, product.currency)), remove);
  }

  function change(next) {
    ids = next;
    keep(ids);
    draw();
  }

  button.addEventListener("click", () => {
    panel.hidden = !panel.hidden;
    button.setAttribute("aria-expanded", `${!panel.hidden}`);
  });

  return {
    /** Put a product into the basket; one that is there becomes the newest. */
    add(product) {
      known.set(product.id, product);
      change([...ids.filter((id) => id !== product.id), product.id]);
    },
    /** Show what was in it before, of the products that the shop still has. */
    show(products) {
      for (const product of products) known.set(product.id, product);
      draw();
    },
  };
}

// A browser may forbid storage; then the basket ends with the page.
function recall() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

function keep(ids) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(ids));
  } catch {
    // see above
  }
}
