// ECharts with only the parts in use. Tooltips are drawn on the canvas: HTML ones need inline styles.
import { BarChart, HeatmapChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([AriaComponent, BarChart, GridComponent, HeatmapChart, LineChart, SVGRenderer, TooltipComponent, VisualMapComponent]);

function colours(element) {
  const style = getComputedStyle(element);
  return { text: style.color, line: style.getPropertyValue("--border"), accent: style.getPropertyValue("--primary") };
}

function themed(option, element) {
  const { text, line, accent } = colours(element);
  const axis = { axisLabel: { color: text }, axisLine: { lineStyle: { color: line } }, splitLine: { lineStyle: { color: line } } };
  return {
    animation: false,
    color: [accent, text],
    textStyle: { fontFamily: getComputedStyle(element).fontFamily, color: text },
    grid: { left: 8, right: 8, top: 16, bottom: 8, containLabel: true },
    tooltip: { trigger: "axis", renderMode: "richText" },
    ...option,
    xAxis: { ...axis, ...option.xAxis },
    yAxis: { ...axis, ...option.yAxis },
  };
}

// The numbers come as JSON in a script element beside the place to draw in; see c-chart.
export function draw(element) {
  element.dataset.drawn = "true";
  const option = JSON.parse(document.getElementById(element.dataset.chart).textContent);
  const chart = init(element, null, { renderer: "svg" });
  const paint = () => chart.setOption(themed(option, element), true);
  paint();
  new ResizeObserver(() => chart.resize()).observe(element);
  new MutationObserver(paint).observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
}
