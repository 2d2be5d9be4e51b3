const TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const NUMBER = new Intl.NumberFormat("en");

/** 14:03:07, by the browser's clock. */
export function clockTime(millis) {
  return Number.isFinite(millis) ? TIME.format(millis) : "";
}

/** 14:03:07.250 */
export function preciseTime(millis) {
  const fraction = String(((millis % 1000) + 1000) % 1000)
    .padStart(3, "0")
    .slice(0, 3);
  return Number.isFinite(millis) ? `${TIME.format(millis)}.${fraction}` : "";
}

/** The time, with its day unless that is today. */
export function dayAndTime(millis, now = Date.now()) {
  if (!Number.isFinite(millis)) {
    return "";
  }
  const day = DATE.format(millis);
  return day === DATE.format(now) ? TIME.format(millis) : `${day} ${TIME.format(millis)}`;
}

/** 0:07, 2:05, 1:02:05 */
export function duration(millis) {
  const seconds = Math.floor(millis / 1000);
  if (seconds < 60) {
    return `0:${String(seconds).padStart(2, "0")}`;
  }
  const rest = `${String(seconds % 60).padStart(2, "0")}`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}:${rest}`
    : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}

/** 850 ms, 3.2 s, 4:10 */
export function span(millis) {
  if (millis < 1000) {
    return `${Math.round(millis)} ms`;
  }
  return millis < 60_000 ? `${(millis / 1000).toFixed(1)} s` : duration(millis);
}

export function number(value) {
  return NUMBER.format(value);
}

/** 1.3 per second, with as many digits as mean something. */
export function rate(value) {
  return value === 0 ? "0" : value < 10 ? value.toFixed(1) : NUMBER.format(Math.round(value));
}

export function bytes(count) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = count;
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit++) {
    value /= 1024;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
