import { setText } from "./dom.js";

const SHOWN_MS = 6_000;

let timer = 0;

/** Says something at the edge of the page, for a while; also to those who listen to it. */
export function notice(text, bad = false) {
  const element = document.getElementById("notice");
  setText(element, text);
  element.classList.toggle("bad", bad);
  element.classList.add("shown");
  clearTimeout(timer);
  timer = setTimeout(() => element.classList.remove("shown"), SHOWN_MS);
}

/** Does something that may fail, and says so if it does. */
export async function attempt(what, work) {
  try {
    const said = await work();
    if (said) {
      notice(said);
    }
  } catch (error) {
    notice(`${what}: ${error.reason || error.message}`, true);
  }
}

/** Puts a text into the clipboard. */
export function copy(text) {
  return attempt("Copy", async () => {
    await navigator.clipboard.writeText(text);
    return "Copied.";
  });
}
