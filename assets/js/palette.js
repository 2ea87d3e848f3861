// The command palette: ⌘K or Ctrl+K. Menu and actions stand in the page; what can be done here and what was opened
// last is added when it opens; names are searched on the server while one types, by reading too.
// A combobox with a listbox: the focus stays in the field, aria-activedescendant names the option. While kana are
// being composed, arrows and Enter belong to the input method.
const palette = document.getElementById("palette");
const MOST_RECENT = 6;
const WAIT_MS = 120;

const plain = (text) =>
  text.normalize("NFKC").toLowerCase().replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));

function start(dialog) {
  const input = dialog.querySelector("[role=combobox]");
  const list = dialog.querySelector("[role=listbox]");
  const found = dialog.querySelector("[data-found]");
  const nothing = dialog.querySelector("[data-nothing]");
  const blank = dialog.querySelector("template[data-option]");
  const group = (name) => list.querySelector(`[data-group="${name}"]`);
  const memory = `recent-${dialog.dataset.whose}`;
  let before = null;
  let asked = 0;
  let timer = 0;

  const options = () => [...list.querySelectorAll("[role=option]")].filter((option) => !option.hidden);
  const chosen = () => list.querySelector("[role=option][aria-selected=true]");

  function choose(option, scroll = true) {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    if (scroll) option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function add(name, id, label, set) {
    const option = blank.content.firstElementChild.cloneNode(true);
    option.id = id;
    option.dataset.name = label;
    option.dataset.added = name;
    option.querySelector("span").textContent = label;
    set(option);
    let last = group(name);
    while (last.nextElementSibling?.dataset.added === name) last = last.nextElementSibling;
    last.after(option);
    return option;
  }

  // What the buttons of the page and of the current row do: those with a key of their own have a name for it.
  function here() {
    const row = document.querySelector("[data-item][aria-current=true]");
    const places = [...(row?.querySelectorAll("[data-key]") ?? []), ...document.querySelectorAll("#main [data-key], header [data-key]")];
    const seen = new Set();
    places.forEach((button, at) => {
      if (!row?.contains(button) && button.closest("[data-item]")) return;
      if (button.disabled || button.closest("dialog, [hidden]")) return;
      const copy = button.cloneNode(true);
      copy.querySelectorAll("kbd").forEach((key) => key.remove());
      const label = (button.getAttribute("aria-label") ?? copy.textContent).replace(/\s+/g, " ").trim();
      if (!label || seen.has(label)) return;
      seen.add(label);
      add("here", `palette-here-${at}`, label, (option) => (option.target = button));
    });
  }

  function remembered() {
    try {
      return JSON.parse(localStorage.getItem(memory) ?? "[]");
    } catch {
      return [];
    }
  }

  function recent() {
    remembered()
      .filter((page) => page.url !== location.pathname)
      .forEach((page, at) => add("recent", `palette-recent-${at}`, page.name, (option) => (option.dataset.url = page.url)));
  }

  function filter() {
    const wanted = plain(input.value.trim());
    for (const option of list.querySelectorAll("[role=option]")) {
      if (option.dataset.hit !== undefined) continue;
      option.hidden = wanted !== "" && !plain(option.dataset.name).includes(wanted);
    }
    for (const heading of list.querySelectorAll("[data-group]")) {
      let next = heading.nextElementSibling;
      let any = false;
      while (next?.matches("[role=option]")) {
        any ||= !next.hidden;
        next = next.nextElementSibling;
      }
      heading.hidden = !any;
    }
    settle();
  }

  function settle() {
    const all = options();
    // Measuring where an option stands lays the whole page out: not before there is something to see.
    if (!chosen() || chosen().hidden) choose(all[0], dialog.open && input.value !== "");
    nothing.hidden = all.length > 0;
  }

  async function search() {
    const text = input.value.trim();
    const turn = ++asked;
    let html = "";
    if (text) {
      const address = new URL(dialog.dataset.search, location.href);
      address.searchParams.set("q", text);
      const answer = await fetch(address, { headers: { "HX-Request": "true" } });
      if (!answer.ok) return;
      html = await answer.text();
    }
    if (turn !== asked) return;
    list.querySelectorAll("[data-hit]").forEach((hit) => hit.remove());
    const box = document.createElement("ul");
    box.innerHTML = html;
    const hits = [...box.children];
    hits.forEach((hit) => (hit.dataset.hit = ""));
    // Names stand first: who types one wants to go there.
    const first = list.firstElementChild;
    hits.forEach((hit) => first.before(hit));
    const named = hits.find((hit) => hit.matches("[role=option]"));
    if (named && !(chosen() && plain(chosen().dataset.name).startsWith(plain(text)))) choose(named);
    settle();
  }

  function act(option) {
    if (!option) return;
    const { url, press } = option.dataset;
    const target = option.target ?? (press && document.querySelector(`[data-key="${CSS.escape(press)}"]`));
    dialog.close();
    if (url) location.href = url;
    else target?.click();
  }

  function open() {
    if (dialog.open) {
      dialog.close();
      return;
    }
    before = document.activeElement;
    input.value = "";
    asked += 1;
    list.querySelectorAll("[data-added], [data-hit]").forEach((option) => option.remove());
    here();
    recent();
    filter();
    dialog.showModal();
    input.focus();
    choose(options()[0], false);
  }

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette]")) open();
  });

  input.addEventListener("input", () => {
    filter();
    clearTimeout(timer);
    timer = setTimeout(search, WAIT_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const all = options();
    const at = all.indexOf(chosen());
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(all[(at + step + all.length) % all.length]);
    } else if (event.key === "Enter") act(chosen());
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", (event) => act(event.target.closest("[role=option]")));
  list.addEventListener("pointermove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option !== chosen()) choose(option);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => {
    if (before?.isConnected) before.focus({ preventScroll: true });
  });

  // What was opened last, for this member in this browser; forgotten at log-out.
  const about = /^\/(accounts|people)\/[0-9a-f-]{36}\/$/.test(location.pathname);
  const name = document.querySelector("h1")?.textContent.trim();
  if (about && name) {
    const others = remembered().filter((page) => page.url !== location.pathname);
    localStorage.setItem(memory, JSON.stringify([{ url: location.pathname, name }, ...others].slice(0, MOST_RECENT)));
  }
  document.addEventListener("submit", (event) => {
    if (event.target.action?.endsWith("/logout/")) localStorage.removeItem(memory);
  });
}

if (palette) start(palette);
