// data-submit-on-change: a choice that applies at once, with a button for those without scripts.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-submit-on-change]");
  if (form) form.requestSubmit();
});

// data-theme-wish: the look changes before the answer of the server is there.
document.addEventListener("submit", (event) => {
  const wish = event.submitter?.dataset.themeWish;
  if (wish) document.documentElement.dataset.theme = wish;
});

// data-copy: puts a sentence into the clipboard and says so in the button.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const said = button.querySelector("[data-copied]");
  if (said) {
    const before = said.textContent;
    said.textContent = said.dataset.copied;
    setTimeout(() => (said.textContent = before), 2000);
  }
});

// data-select-all: one box ticks those of its table; the bar of actions shows how many.
document.addEventListener("change", (event) => {
  const list = event.target.closest("[data-selectable]");
  if (!list) return;
  const boxes = [...list.querySelectorAll("input[data-select]")];
  if (event.target.matches("[data-select-all]")) boxes.forEach((box) => (box.checked = event.target.checked));
  const count = boxes.filter((box) => box.checked).length;
  boxes.forEach((box) => box.closest("tr, li")?.toggleAttribute("data-selected", box.checked));
  const bar = document.getElementById(list.dataset.selectable);
  if (!bar) return;
  bar.hidden = count === 0;
  bar.querySelectorAll("[data-count]").forEach((place) => (place.textContent = String(count)));
});
