// [data-editor] around a textarea becomes a rich text editor where scripts run. The library is a chunk of its own,
// loaded only where there is an editor; without it the textarea is what one writes in.
export async function startEditors(root) {
  const waiting = [...root.querySelectorAll("[data-editor]:not([data-ready])")];
  if (waiting.length === 0) return;
  waiting.forEach((place) => (place.dataset.ready = "loading"));
  const { start } = await import("./rich_text.js");
  waiting.filter((place) => place.isConnected).forEach(start);
}
