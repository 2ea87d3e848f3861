// Toasts are made by the server, in the page or by an out-of-band swap into #toaster. Here they only end:
// after data-duration milliseconds, but never while the pointer or the focus is on one.
const DEFAULT_DURATION = 10_000;

function end(toast) {
  toast.setAttribute("aria-hidden", "true");
  setTimeout(() => toast.remove(), 300);
}

function watch(toast) {
  if (toast.dataset.watched) return;
  toast.dataset.watched = "true";
  const duration = Number(toast.dataset.duration || DEFAULT_DURATION);
  if (duration < 0) return;
  let timer = setTimeout(() => end(toast), duration);
  const hold = () => clearTimeout(timer);
  const resume = () => {
    hold();
    timer = setTimeout(() => end(toast), duration);
  };
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, hold);
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, resume);
}

const toaster = document.getElementById("toaster");
if (toaster) {
  const all = () => toaster.querySelectorAll(".toast").forEach(watch);
  all();
  new MutationObserver(all).observe(toaster, { childList: true });
  toaster.addEventListener("click", (event) => {
    if (event.target.closest("[data-toast-close]")) end(event.target.closest(".toast"));
  });
}
