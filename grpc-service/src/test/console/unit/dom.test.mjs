import assert from "node:assert/strict";
import { test } from "node:test";
import { niceCeiling } from "../../../main/resources/console/view/chart.js";
import { webAddress } from "../../../main/resources/console/view/dom.js";

test("a link leads to the web or nowhere", () => {
  assert.equal(webAddress("https://example.com/a.mp3"), "https://example.com/a.mp3");
  for (const text of [
    "javascript:alert(1)",
    " javascript:alert(1)",
    "data:text/html,x",
    "//x",
    "file:///etc/passwd",
    "",
  ]) {
    assert.equal(webAddress(text), null, text);
  }
});

test("a chart's scale ends at a round figure", () => {
  assert.deepEqual([0, 0.03, 1, 1.1, 4, 9, 120].map(niceCeiling), [1, 0.05, 1, 2, 5, 10, 200]);
});
