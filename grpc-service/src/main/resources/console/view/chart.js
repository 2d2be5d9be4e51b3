import { setAttribute, setText, h, svg } from "./dom.js";

const WIDTH = 300;
const HEIGHT = 56;

/**
 * A small chart of lines that move to the left.
 *
 * @param format writes a value, for the scale and for those who cannot see the lines
 */
export function chart(title, format, { tall = false } = {}) {
  const drawing = svg("svg", {
    class: tall ? "chart tall" : "chart",
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: "none",
    role: "img",
    "aria-label": title,
  });
  const scale = h("span", { class: "scale" });
  const legend = h("ul", { class: "legend" });
  const lines = new Map();
  const element = h("figure", {}, h("figcaption", {}, h("span", {}, title), scale), drawing, legend);

  function lineOf(name, tone) {
    if (!lines.has(name)) {
      const path = svg("path", { class: `line ${tone}` });
      const value = h("b", {});
      drawing.append(path);
      legend.append(h("li", { class: tone }, `${name} `, value));
      lines.set(name, { path, value });
    }
    return lines.get(name);
  }

  return {
    element,
    /** Draws `[{name, tone, values}]`; null in values leaves a hole. */
    draw(series) {
      const most = Math.max(0, ...series.flatMap((each) => each.values.map((value) => value ?? 0)));
      const top = niceCeiling(most);
      setText(scale, most > 0 ? `0 – ${format(top)}` : "");
      const spoken = [];
      for (const { name, tone, values } of series) {
        const { path, value } = lineOf(name, tone);
        const now = values.at(-1) ?? null;
        setAttribute(path, "d", pathOf(values, top));
        setText(value, now === null ? "–" : format(now));
        spoken.push(`${name} ${now === null ? "none" : format(now)}`);
      }
      setAttribute(drawing, "aria-label", `${title}: ${spoken.join(", ") || "nothing yet"}`);
    },
  };
}

/** The next of 1, 2, 5, 10, … */
export function niceCeiling(value) {
  if (value <= 0) {
    return 1;
  }
  const power = 10 ** Math.floor(Math.log10(value));
  return power * [1, 2, 5, 10].find((step) => step * power >= value * 0.999);
}

function pathOf(values, top) {
  const step = WIDTH / Math.max(1, values.length - 1);
  let path = "";
  let pen = "M";
  values.forEach((value, index) => {
    if (value === null) {
      pen = "M";
    } else {
      const y = HEIGHT - 1 - (value / top) * (HEIGHT - 3);
      path += `${pen}${(index * step).toFixed(1)} ${y.toFixed(1)}`;
      pen = "L";
    }
  });
  return path;
}
