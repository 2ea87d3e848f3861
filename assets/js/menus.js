// Menus are <details data-menu>; Escape and a click elsewhere fold them.
const open = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  open().forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  open().forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  if (narrow.matches) sidebar?.close?.();
});

// The side bar lies over the page on a phone and beside it elsewhere.
const sidebar = document.querySelector(".sidebar");
const narrow = matchMedia("(width < 48rem)");
narrow.addEventListener("change", () => (narrow.matches ? sidebar?.close?.() : sidebar?.open?.()));
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-sidebar-toggle]")) {
    event.stopPropagation();
    sidebar?.toggle?.();
    sidebar?.querySelector("a")?.focus();
  }
});
