// [data-combobox=URL]: a text field whose options come from the server while one types; the choice goes into the
// hidden field beside it. Arrow keys move, Enter chooses, Escape closes. Without scripts the text itself is sent.
const WAIT_MS = 120;
let asked = 0;
let timer;

const parts = (box) => ({
  input: box.querySelector("[role=combobox]"),
  hidden: box.querySelector("input[type=hidden]"),
  list: box.querySelector("[role=listbox]"),
});

function close(box) {
  const { input, list } = parts(box);
  list.hidden = true;
  list.replaceChildren();
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function options(box) {
  return [...parts(box).list.querySelectorAll("[role=option]")];
}

function mark(box, at) {
  const { input } = parts(box);
  options(box).forEach((option, place) => {
    option.setAttribute("aria-selected", String(place === at));
    if (place !== at) return;
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  });
}

function choose(box, option) {
  const { input, hidden } = parts(box);
  input.value = option.dataset.label;
  hidden.value = option.dataset.value;
  close(box);
  document.dispatchEvent(new CustomEvent("account-chosen"));
}

async function suggest(box) {
  const { input, list } = parts(box);
  const mine = ++asked;
  const text = input.value.trim();
  if (!text) return close(box);
  const answer = await fetch(`${box.dataset.combobox}?q=${encodeURIComponent(text)}`, { headers: { "HX-Request": "true" } });
  if (!answer.ok || mine !== asked) return;
  list.innerHTML = await answer.text();
  list.hidden = options(box).length === 0;
  input.setAttribute("aria-expanded", String(!list.hidden));
  if (!list.hidden) mark(box, 0);
}

document.addEventListener("input", (event) => {
  const box = event.target.closest("[data-combobox]");
  if (!box || !event.target.matches("[role=combobox]") || event.isComposing) return;
  parts(box).hidden.value = "";
  clearTimeout(timer);
  timer = setTimeout(() => suggest(box), WAIT_MS);
});
document.addEventListener("compositionend", (event) => {
  event.target.closest?.("[data-combobox]") && event.target.dispatchEvent(new Event("input", { bubbles: true }));
});

document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.("[data-combobox]");
  if (!box || event.isComposing || parts(box).list.hidden) return;
  const all = options(box);
  const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") mark(box, Math.min(all.length - 1, at + 1));
  else if (event.key === "ArrowUp") mark(box, Math.max(0, at - 1));
  else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && at >= 0) choose(box, all[at]);
  else if (event.key === "Tab" && at >= 0) return choose(box, all[at]);
  else if (event.key === "Escape") close(box);
  else return;
  event.preventDefault();
});

document.addEventListener("mousedown", (event) => {
  const option = event.target.closest("[data-combobox] [role=option]");
  if (option) {
    event.preventDefault();
    choose(option.closest("[data-combobox]"), option);
  }
});
document.addEventListener("focusout", (event) => {
  const box = event.target.closest?.("[data-combobox]");
  if (box && !box.contains(event.relatedTarget)) close(box);
});
