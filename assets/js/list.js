// Lists. A value that may be changed has a small button in its cell: a click on the cell, Enter or E presses it, the
// arrows go from cell to cell in the row, Escape leaves the form. Keys rest where data-keys="off".
import htmx from "htmx.org";

const off = () => document.documentElement.dataset.keys === "off";
const buttons = (row) => [...row.querySelectorAll(".cell-edit")];

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-edit]");
  if (button) htmx.ajax("GET", button.dataset.edit, { target: button.closest("td"), swap: "outerHTML" });
});

document.addEventListener("click", (event) => {
  const cell = event.target.closest("td[data-cell]:not([data-editing])");
  if (!cell || event.target.closest("a, button, input, label")) return;
  if (String(getSelection())) return; // somebody marks text to copy it
  cell.querySelector(".cell-edit")?.click();
});

function leave(form) {
  form.querySelector("[data-cancel]")?.click();
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  const editing = event.target.closest("[data-editing]");
  if (editing && event.key === "Escape") {
    event.preventDefault();
    leave(editing);
    return;
  }
  if (off() || editing || event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, dialog")) return;
  const row = event.target.closest("tr[data-item]");
  if (!row) return;
  const all = buttons(row);
  const at = all.indexOf(event.target.closest(".cell-edit"));
  if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
    const next = event.key === "ArrowRight" ? Math.min(at + 1, all.length - 1) : at - 1;
    (next < 0 ? row : all[next])?.focus();
    event.preventDefault();
  } else if (event.key.toLowerCase() === "e" && all.length > 0) {
    all[Math.max(at, 0)].click();
    event.preventDefault();
  }
});

// What is typed into has the focus; afterwards the cell has it again, and the keys go on from there.
let left = null;
document.addEventListener("htmx:before:swap", () => {
  const cell = document.activeElement?.closest?.("td[data-cell]");
  left = cell ? { row: cell.parentElement, at: [...cell.parentElement.children].indexOf(cell) } : null;
});
document.addEventListener("htmx:after:swap", () => {
  const field = document.querySelector("[data-editing] :is(input:not([type=hidden]), select, textarea)");
  if (field) {
    field.focus();
    field.select?.();
  } else if (left?.row.isConnected) {
    left.row.children[left.at]?.querySelector(".cell-edit")?.focus({ preventScroll: true });
  }
  left = null;
});

// The order of columns: up and down in the dialog; the form sends them as they stand.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-move]");
  const item = button?.closest("[data-order] > *");
  if (!item) return;
  if (button.dataset.move === "up") item.previousElementSibling?.before(item);
  else item.nextElementSibling?.after(item);
  button.focus();
});
