import assert from "node:assert/strict";
import { test } from "node:test";
import { hexOf, textOf } from "../../../main/resources/console/data/base64.js";
import * as format from "../../../main/resources/console/data/format.js";
import { Rates } from "../../../main/resources/console/data/rates.js";
import { eventRecipes, quoted } from "../../../main/resources/console/data/recipes.js";
import { between, quantile } from "../../../main/resources/console/data/stats.js";
import { execFileSync } from "node:child_process";

const stats = (seconds, count) => ({
  now: new Date(seconds * 1000).toISOString(),
  uptimeSeconds: seconds,
  webhooks: {
    counts: { 200: count },
    buckets: [
      [0.01, count / 2],
      [0.1, count],
    ],
  },
  attempts: { counts: {} },
});

test("rates and quantiles are those between two looks", () => {
  const step = between(stats(10, 100), stats(12, 300));
  assert.deepEqual(step.webhooks, { 200: 100 });
  assert.equal(step.p50, 0.01);
  assert.ok(step.p99 > 0.09 && step.p99 <= 0.1);
});

test("a gateway that has started anew has no past", () => {
  assert.equal(between(stats(10, 100), { ...stats(12, 3), uptimeSeconds: 1 }), null);
});

test("nothing has no quantile, and what is beyond the last bucket has its bound", () => {
  assert.equal(quantile(0.5, [[1, 0]], 0), null);
  assert.equal(quantile(0.99, [[1, 5]], 10), 1);
});

test("events are counted by the second, and forgotten", () => {
  const rates = new Rates(4);
  [10_000, 10_500, 11_100].forEach((millis) => rates.count(millis));
  assert.deepEqual(rates.values(12_000), [0, 2, 1]);
  assert.deepEqual(rates.values(13_000), [2, 1, 0]);
  assert.deepEqual(rates.values(60_000), [0, 0, 0]);
});

test("a shell takes a quoted text for exactly that", () => {
  for (const text of ["v3:abc", "it's", "$(rm -rf /)", "a\nb", "`id`", "", "-n", '"', "\\"]) {
    assert.equal(execFileSync("sh", ["-c", `printf %s ${quoted(text)}`], { encoding: "utf8" }), text);
  }
});

test("commands to copy keep a hostile id together", () => {
  const gateway = {
    origin: "http://127.0.0.1:8082",
    grpcAddress: "127.0.0.1:50051",
    grpcTls: false,
    withToken: true,
  };
  const [[, curl]] = eventRecipes({ id: "x'; reboot #", callControlId: "" }, "", gateway);
  assert.ok(curl.includes(`'{"id":"x'\\''; reboot #"}'`));
  assert.ok(curl.includes("$TOKEN"));
});

test("figures are written for people", () => {
  assert.equal(format.duration(7_000), "0:07");
  assert.equal(format.duration(125_000), "2:05");
  assert.equal(format.duration(3_725_000), "1:02:05");
  assert.equal(format.span(850), "850 ms");
  assert.equal(format.bytes(1536), "1.5 KiB");
  assert.equal(format.rate(0.25), "0.3");
});

test("bytes that are no text are dumped", () => {
  assert.equal(textOf(Uint8Array.of(0xff)), null);
  assert.equal(hexOf(Uint8Array.of(0x41, 0xff)), `000000  41 ff${" ".repeat(42)}  A.`);
});
