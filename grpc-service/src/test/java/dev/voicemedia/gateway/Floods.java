package dev.voicemedia.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What good clients see of a gateway, and what it holds, before, during and after an attack. */
final class Floods {
  private static final long SETTLE_NANOS = 10_000_000_000L;
  private static final Pattern TOTAL = Pattern.compile("Total +\\d+ +(\\d+)$");
  private static final Pattern THREADS = Pattern.compile("jvm_threads_live_threads ([0-9.E]+)");

  private static final Pattern DESCRIPTORS = Pattern.compile("process_files_open_files ([0-9.E]+)");

  private final ServingJar serving;
  private final String call;
  private int posted;
  private int acknowledged;

  Floods(ServingJar serving, String call) {
    this.serving = serving;
    this.call = call;
  }

  /** Webhooks and actions by turns. */
  Latency measure(long seconds) throws Exception {
    List<Long> webhooks = new ArrayList<>();
    List<Long> actions = new ArrayList<>();
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (System.nanoTime() < end) {
      long started = System.nanoTime();
      String body = "{\"data\":{\"id\":\"flood-" + posted++ + "\"}}";
      if (serving.post(body.getBytes(UTF_8)) == 200) {
        acknowledged++;
      }
      long between = System.nanoTime();
      serving.speak(call);
      webhooks.add(between - started);
      actions.add(System.nanoTime() - between);
    }
    return new Latency(p99(webhooks), p99(actions), webhooks.size());
  }

  int acknowledged() {
    return acknowledged;
  }

  /** Characters that it has logged so far, but for actions, each of which is a line. */
  long loggedBytes() {
    return serving.process().arrived().stream()
        .filter(line -> !line.contains("\"dev.voicemedia.audit\""))
        .mapToLong(String::length)
        .sum();
  }

  /**
   * What it holds once its garbage is collected. The heap is counted by objects, since its own
   * figure grows by whole regions.
   */
  Held held() throws Exception {
    Process histogram =
        new ProcessBuilder("jcmd", Long.toString(serving.process().pid()), "GC.class_histogram")
            .start();
    Matcher total =
        TOTAL.matcher(new String(histogram.getInputStream().readAllBytes(), US_ASCII).trim());
    if (!total.find()) {
      throw new AssertionError("jcmd: " + histogram.waitFor());
    }
    return new Held(Double.parseDouble(total.group(1)) / (1 << 20), sum(THREADS), sum(DESCRIPTORS));
  }

  /** Waits until nobody but the good clients is connected; what is held then. */
  Held settle() throws Exception {
    Held held = held();
    long end = System.nanoTime() + SETTLE_NANOS;
    Held next = held();
    while (next.descriptors() < held.descriptors() && System.nanoTime() < end) {
      Thread.sleep(1_000);
      held = next;
      next = held();
    }
    return next;
  }

  private double sum(Pattern metric) throws Exception {
    double sum = 0;
    Matcher values = metric.matcher(serving.page("/metrics"));
    while (values.find()) {
      sum += Double.parseDouble(values.group(1));
    }
    return sum;
  }

  private static double p99(List<Long> nanos) {
    List<Long> sorted = nanos.stream().sorted().toList();
    return sorted.get((int) Math.min(sorted.size() - 1L, sorted.size() * 99L / 100)) / 1e6;
  }

  /** Heap in MiB, and numbers of threads and of open files. */
  record Held(double heap, double threads, double descriptors) {
    /**
     * Whether there is at most a tenth more than before; of what are few, a little.
     *
     * @param own what good clients have added to the heap
     */
    boolean isBackAt(Held before, double own) {
      return heap <= 1.1 * before.heap + own
          && threads <= 1.1 * before.threads + 2
          && descriptors <= 1.1 * before.descriptors + 10;
    }
  }

  /** In milliseconds. */
  record Latency(double webhooksP99, double actionsP99, int rounds) {}
}
