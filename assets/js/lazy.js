// Charts that need a library are drawn only where a page has one; until then nothing is loaded.
export async function drawCharts(root) {
  const waiting = root.querySelectorAll("[data-chart]:not([data-drawn])");
  if (waiting.length === 0) return;
  const { draw } = await import("./charts.js");
  waiting.forEach(draw);
}
