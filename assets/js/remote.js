// <a data-dialog href> opens its page in the one dialog #remote; without scripts it is a page of its own. With
// data-here it is told where one stands: data-account and data-person of the current row, else of the page.
// A form[data-quick] is sent by Ctrl/⌘+Enter, and never twice at once.
import htmx from "htmx.org";

const remote = document.getElementById("remote");
let shown = "";
let dirty = false;

function standing(name) {
  const row = document.querySelector("[data-item][aria-current=true]");
  const inRow = row?.closest(`[data-${name}]`) ?? row?.querySelector(`[data-${name}]`);
  return (inRow ?? document.querySelector(`#main [data-${name}]`))?.dataset[name];
}

function address(link) {
  const url = new URL(link.href);
  if (link.hasAttribute("data-here")) {
    for (const name of ["account", "person"]) {
      const found = standing(name);
      if (found && !url.searchParams.has(name)) url.searchParams.set(name, found);
    }
  }
  return url;
}

async function open(url) {
  // What was typed and not sent is still there when the same form is opened again.
  if (!(dirty && shown === url.href)) {
    const answer = await fetch(url, { headers: { "HX-Request": "true" } });
    if (!answer.ok) {
      location.href = url.href;
      return;
    }
    remote.innerHTML = await answer.text();
    htmx.process(remote);
    [shown, dirty] = [url.href, false];
    document.dispatchEvent(new CustomEvent("fragment-shown"));
  }
  if (!remote.open) remote.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (!link || !remote || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  open(address(link));
});

remote?.addEventListener("input", () => (dirty = true));

// An answer that says what is wrong comes into the dialog, also where the form stood on the page.
document.addEventListener("htmx:after:swap", () => {
  const wrong = remote?.querySelector("[role=alert]");
  if (!wrong) return;
  if (!remote.open) remote.showModal();
  const field = wrong.closest(".field, fieldset")?.querySelector("input:not([type=hidden]), textarea, select, [contenteditable]");
  field?.focus();
});

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  const form = ctx?.sourceElement?.closest?.("form[data-quick]");
  if (!form) return;
  delete form.dataset.sent;
  if (!ctx.response?.raw?.ok) return;
  if (remote.contains(form)) dirty = false;
});
document.addEventListener("htmx:error", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.matches("form[data-quick]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else form.dataset.sent = "true";
  },
  { capture: true },
);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  const form = event.target.closest("form[data-quick]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
});
// A page that comes back from the browser's memory can be sent again.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

// form[data-selection=ID]: what is marked in the text of #ID goes with it; pressing its button must not unmark it.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest("form[data-selection] button")) event.preventDefault();
});
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target.closest("form[data-selection]");
    if (!form) return;
    const marked = getSelection();
    const text = document.querySelector(`#${CSS.escape(form.dataset.selection)} [data-note-text]`);
    const inside = text && marked.rangeCount > 0 && text.contains(marked.getRangeAt(0).commonAncestorContainer);
    form.elements.selection.value = inside ? marked.toString() : "";
  },
  { capture: true },
);
