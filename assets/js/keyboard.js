// Keys, read from the page: data-key="s" on a button works in the current row of a list (or anywhere, outside
// of lists); data-go="a" on a link works after G; J and K move, and data-jump="t" on what holds a list moves to its
// first row; ? shows the list in the dialog #keys.
// Silent while somebody types or composes, while a dialog is open, and where data-keys="off" (WCAG 2.1.4).
const GO_MS = 1500;
let goUntil = 0;

function silent(event) {
  if (document.documentElement.dataset.keys === "off") return true;
  if (event.isComposing || event.keyCode === 229) return true;
  if (event.metaKey || event.ctrlKey || event.altKey) return true;
  if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]")) return true;
  return document.querySelector("dialog[open]") !== null;
}

const items = () => [...document.querySelectorAll("[data-list] [data-item]")].filter((item) => item.offsetParent);
const current = () => items().find((item) => item.getAttribute("aria-current") === "true");

function mark(item) {
  document.querySelectorAll("[data-item][aria-current]").forEach((other) => other.removeAttribute("aria-current"));
  item?.setAttribute("aria-current", "true");
}

function enter(item) {
  if (!item) return false;
  mark(item);
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
  return true;
}

function move(step) {
  const all = items();
  const at = all.indexOf(current());
  return enter(all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + step))]);
}

function jump(key) {
  const place = document.querySelector(`[data-jump="${CSS.escape(key)}"]`);
  return enter(items().find((item) => place?.contains(item)));
}

function press(key) {
  const selector = `[data-key="${CSS.escape(key)}"]`;
  const inRow = current()?.querySelector(selector);
  // The last one: of several toasts, the newest is meant.
  const elsewhere = [...document.querySelectorAll(selector)].findLast((other) => !other.closest("[data-item]"));
  const button = inRow ?? elsewhere;
  if (!button || button.disabled || button.closest("[hidden]")) return false;
  button.click();
  return true;
}

function go(key) {
  const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
  link?.click();
  return link !== null;
}

function act(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (goUntil > event.timeStamp) {
    goUntil = 0;
    return go(key);
  }
  if (key === "g") {
    goUntil = event.timeStamp + GO_MS;
    return true;
  }
  if (key === "j" || key === "k") return move(key === "j" ? 1 : -1);
  if (key === "?") {
    document.getElementById("keys")?.showModal();
    return true;
  }
  // Enter belongs to the link or button that has the focus, if one has it.
  if (key === "Enter" && event.target.closest("a, button, summary, input, label")) return false;
  return press(key) || jump(key);
}

document.addEventListener("keydown", (event) => {
  if (!silent(event) && act(event)) event.preventDefault();
});

document.addEventListener("focusin", (event) => {
  const item = event.target.closest("[data-list] [data-item]");
  if (item) mark(item);
});
document.addEventListener("click", (event) => {
  const item = event.target.closest("[data-list] [data-item]");
  if (item) mark(item);
});

// After a swap the row in the place of the current one is the current one, also when that was done away with.
let place = -1;
document.addEventListener("htmx:before:swap", () => (place = items().indexOf(current())));
document.addEventListener("htmx:after:swap", () => {
  const all = items();
  if (place < 0 || all.length === 0) return;
  const next = all[Math.min(place, all.length - 1)];
  mark(next);
  next.focus({ preventScroll: true });
});
