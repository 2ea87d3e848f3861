// The board: a card dragged onto another column is sent there by its own form, as its arrows do.
let card = null;

const column = (event) => event.target.closest?.("[data-drop]");
const fits = (place) => card !== null && place !== null && place !== undefined && !place.contains(card);

document.addEventListener("dragstart", (event) => {
  card = event.target.closest?.("[draggable=true]") ?? null;
  if (card) event.dataTransfer.effectAllowed = "move";
});
document.addEventListener("dragend", () => {
  card = null;
  document.querySelectorAll("[data-drop][data-over]").forEach((place) => place.removeAttribute("data-over"));
});
document.addEventListener("dragover", (event) => {
  const place = column(event);
  document.querySelectorAll("[data-drop][data-over]").forEach((other) => other !== place && other.removeAttribute("data-over"));
  if (!fits(place)) return;
  event.preventDefault();
  place.setAttribute("data-over", "");
});
document.addEventListener("drop", (event) => {
  const place = column(event);
  const form = card?.querySelector("form[data-move]");
  if (!fits(place) || !form) return;
  event.preventDefault();
  const to = Object.assign(document.createElement("input"), { type: "hidden", name: "to", value: place.dataset.drop });
  form.append(to);
  form.requestSubmit();
  to.remove();
});

// <input data-suggest="ID">: while one types, <datalist id="ID" data-suggestions="ADDRESS"> is filled from ?q=.
const WAIT_MS = 200;
let waiting;

document.addEventListener("input", (event) => {
  const list = document.getElementById(event.target.dataset?.suggest);
  if (!list) return;
  clearTimeout(waiting);
  const text = event.target.value.trim();
  if (!text) return;
  waiting = setTimeout(async () => {
    const answer = await fetch(`${list.dataset.suggestions}?${new URLSearchParams({ q: text })}`);
    if (answer.ok) list.innerHTML = await answer.text();
  }, WAIT_MS);
});

// data-drop-files (a form, or what names its file field by id): a calendar file dropped here is handed in at once.
const dropPlace = (event) => event.target.closest?.("[data-drop-files]");
const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

document.addEventListener("dragover", (event) => {
  if (dropPlace(event) && hasFiles(event)) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const place = dropPlace(event);
  if (!place || !hasFiles(event)) return;
  event.preventDefault();
  const field = document.getElementById(place.dataset.dropFiles) ?? place.querySelector("input[type=file]");
  if (!field) return;
  field.files = event.dataTransfer.files;
  field.form.requestSubmit();
});

// data-print: the page on paper.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
