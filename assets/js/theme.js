// Loaded before the first paint, so that a dark page never flashes white.
// The wish stands in data-theme of <html>: light, dark or system.
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

function paint() {
  const wish = root.dataset.theme;
  root.classList.toggle("dark", wish === "dark" || (wish !== "light" && system.matches));
}

root.classList.add("js");
paint();
system.addEventListener("change", paint);
new MutationObserver(paint).observe(root, { attributes: true, attributeFilter: ["data-theme"] });
