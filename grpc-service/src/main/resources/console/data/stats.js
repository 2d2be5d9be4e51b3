/**
 * What happened between two looks at the gateway's totals.
 *
 * @returns rates a second by label, and quantiles in seconds; null if the gateway has started anew
 */
export function between(before, after) {
  const seconds = (Date.parse(after.now) - Date.parse(before.now)) / 1000;
  if (seconds <= 0 || after.uptimeSeconds < before.uptimeSeconds) {
    return null;
  }
  const times = difference(before.webhooks.buckets, after.webhooks.buckets);
  const answered = sum(after.webhooks.counts) - sum(before.webhooks.counts);
  return {
    webhooks: rates(before.webhooks.counts, after.webhooks.counts, seconds),
    attempts: rates(before.attempts.counts, after.attempts.counts, seconds),
    p50: quantile(0.5, times, answered),
    p99: quantile(0.99, times, answered),
  };
}

/**
 * A quantile out of cumulative buckets, `[upper bound, count]`, taking values to be spread evenly in
 * a bucket; null of nothing.
 */
export function quantile(share, buckets, total) {
  if (total <= 0 || buckets.length === 0) {
    return null;
  }
  const rank = share * total;
  let lower = 0;
  let below = 0;
  for (const [upper, count] of buckets) {
    if (count >= rank) {
      return count === below ? upper : lower + ((upper - lower) * (rank - below)) / (count - below);
    }
    lower = upper;
    below = count;
  }
  return lower; // beyond the last bound
}

function rates(before, after, seconds) {
  const result = {};
  for (const [label, count] of Object.entries(after)) {
    result[label] = Math.max(0, count - (before[label] ?? 0)) / seconds;
  }
  return result;
}

function difference(before, after) {
  const counts = new Map(before);
  return after.map(([bound, count]) => [bound, count - (counts.get(bound) ?? 0)]);
}

function sum(counts) {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}
