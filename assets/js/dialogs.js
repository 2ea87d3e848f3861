// <button data-open="ID"> opens <dialog id="ID">; data-close inside one closes it; so does a click beside it.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.open);
    // A dialog with hx-trigger="open-dialog once" gets its content now.
    dialog?.dispatchEvent(new CustomEvent("open-dialog"));
    dialog?.showModal();
    return;
  }
  if (event.target.closest("[data-close]") || event.target.matches("dialog.dialog")) {
    event.target.closest("dialog")?.close();
  }
});

// A form in a dialog that was saved by htmx closes it; one that came back with errors stays.
document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  // A choice in a dialog that asks for more of it, and a dialog that asks for itself, stay open.
  if (!ctx?.sourceElement?.matches?.("form, button")) return;
  // A form in steps is done when its answer tells the page that something changed; until then it shows the next step.
  if (ctx.sourceElement.matches("[data-steps]") && !ctx.response?.raw?.headers?.get("HX-Trigger")) return;
  if (ctx.response?.raw?.ok ?? ctx.response?.ok) ctx.sourceElement.closest("dialog")?.close();
});
