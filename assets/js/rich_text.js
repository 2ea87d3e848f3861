import { Editor } from "@tiptap/core";
import Mention from "@tiptap/extension-mention";
import StarterKit from "@tiptap/starter-kit";

// The server keeps a mention as <span data-mention="UID">@name</span>, and nothing else of it.
const Member = Mention.extend({
  parseHTML: () => [
    { tag: "span[data-mention]", getAttrs: (span) => ({ id: span.dataset.mention, label: span.textContent.replace(/^@/, "") }) },
  ],
  renderHTML: ({ node }) => ["span", { "data-mention": node.attrs.id }, `@${node.attrs.label}`],
  renderText: ({ node }) => `@${node.attrs.label}`,
});

function suggestion(place) {
  const list = document.createElement("ul");
  list.className = "mention-list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.id = `mentions-${place.querySelector("textarea").id}`;
  place.append(list);
  let found = [];
  let at = 0;
  let choose = () => {};

  function draw() {
    list.replaceChildren(
      ...found.map((member, number) => {
        const item = document.createElement("li");
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", String(number === at));
        item.textContent = member.label;
        if (member.reading) {
          const reading = document.createElement("span");
          reading.textContent = member.reading;
          item.append(reading);
        }
        item.addEventListener("mousedown", (event) => {
          event.preventDefault();
          choose(member);
        });
        return item;
      }),
    );
    list.hidden = found.length === 0;
  }
  function update(props) {
    [found, at] = [props.items, 0];
    choose = (member) => props.command({ id: member.id, label: member.label });
    draw();
  }
  function press({ event }) {
    if (list.hidden || event.isComposing) return false;
    if (event.key === "Escape") {
      // Only the list closes, not the dialog around it.
      event.stopPropagation();
      event.preventDefault();
      found = [];
      draw();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      at = (at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
      draw();
    } else if (event.key === "Enter" || event.key === "Tab") choose(found[at]);
    else return false;
    return true;
  }
  return {
    // Japanese has no blank before @.
    allowedPrefixes: null,
    items: async ({ query }) => {
      const answer = await fetch(`${place.dataset.members}?q=${encodeURIComponent(query)}`);
      return answer.ok ? answer.json() : [];
    },
    render: () => ({
      onStart: update,
      onUpdate: update,
      onKeyDown: press,
      onExit: () => {
        found = [];
        draw();
      },
    }),
  };
}

function toolbar(place, editor) {
  const bar = document.createElement("div");
  bar.className = "rich-bar";
  const tools = [
    [place.dataset.bold, "B", () => editor.chain().focus().toggleBold().run(), "bold"],
    [place.dataset.italic, "I", () => editor.chain().focus().toggleItalic().run(), "italic"],
    [place.dataset.heading, "H", () => editor.chain().focus().toggleHeading({ level: 3 }).run(), "heading"],
    [place.dataset.listWord, "•", () => editor.chain().focus().toggleBulletList().run(), "bulletList"],
    [place.dataset.quote, "”", () => editor.chain().focus().toggleBlockquote().run(), "blockquote"],
  ];
  const buttons = tools.map(([label, sign, act, name]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = -1;
    button.className = "btn";
    button.dataset.variant = "ghost";
    button.dataset.size = "icon-sm";
    button.setAttribute("aria-label", label);
    button.title = label;
    button.textContent = sign;
    button.dataset.mark = name;
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", act);
    bar.append(button);
    return button;
  });
  editor.on("transaction", () => {
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(editor.isActive(button.dataset.mark))));
  });
  return bar;
}

export function start(place) {
  const area = place.querySelector("textarea");
  const html = place.querySelector("input[name=html]");
  const surface = document.createElement("div");
  area.before(surface);
  const editor = new Editor({
    element: surface,
    injectCSS: false,
    content: html.value || paragraphs(area.value),
    extensions: [
      StarterKit.configure({ heading: { levels: [3, 4] }, link: { openOnClick: false, protocols: ["mailto", "tel"] } }),
      Member.configure({ suggestion: suggestion(place) }),
    ],
    editorProps: {
      attributes: {
        class: "rich-text rich-surface textarea",
        role: "textbox",
        "aria-multiline": "true",
        "data-placeholder": area.placeholder,
        "aria-label": area.placeholder || place.querySelector("label").textContent,
        ...(area.hasAttribute("aria-invalid") ? { "aria-invalid": "true", "aria-describedby": area.getAttribute("aria-describedby") } : {}),
      },
    },
    onUpdate: () => {
      html.value = editor.isEmpty ? "" : editor.getHTML();
      area.value = editor.getText();
      area.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  surface.before(toolbar(place, editor));
  area.hidden = true;
  place.dataset.ready = "true";
  if (place.hasAttribute("data-focus") || document.activeElement === area) editor.commands.focus("end");
}

function paragraphs(text) {
  const escaped = document.createElement("div");
  escaped.textContent = text;
  return escaped.innerHTML.split(/\n{2,}/).map((part) => `<p>${part.replaceAll("\n", "<br>")}</p>`).join("");
}
