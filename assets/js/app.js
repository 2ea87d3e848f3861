import htmx from "htmx.org";
import "basecoat-css/basecoat";
import "basecoat-css/sidebar";
import "./dialogs.js";
import "./forms.js";
import "./keyboard.js";
import "./menus.js";
import "./tasks.js";
import "./toasts.js";
import { drawCharts } from "./lazy.js";

// For the browser's console and for tests; the page's own code imports it.
window.htmx = htmx;

drawCharts(document);
document.addEventListener("htmx:after:swap", () => drawCharts(document));
