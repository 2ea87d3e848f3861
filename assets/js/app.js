import htmx from "htmx.org";
import "basecoat-css/basecoat";
import "basecoat-css/sidebar";
import "./combobox.js";
import "./dialogs.js";
import "./forms.js";
import "./keyboard.js";
import "./list.js";
import "./menus.js";
import "./palette.js";
import "./tasks.js";
import "./remote.js";
import "./toasts.js";
import { startEditors } from "./editor.js";
import { drawCharts } from "./lazy.js";

// For the browser's console and for tests; the page's own code imports it.
window.htmx = htmx;

drawCharts(document);
document.addEventListener("htmx:after:swap", () => drawCharts(document));

startEditors(document);
for (const name of ["htmx:after:swap", "fragment-shown"]) document.addEventListener(name, () => startEditors(document));
