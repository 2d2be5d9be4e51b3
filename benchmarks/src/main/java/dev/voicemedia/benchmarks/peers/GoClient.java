package dev.voicemedia.benchmarks.peers;

import dev.voicemedia.benchmarks.log.SignedRequests.Signed;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code benchmarks/peers/replay}, a process for each thing that it does. */
final class GoClient {
  private static final String EVENT_TYPE = "call.playback.ended";
  private static final Pattern READ =
      Pattern.compile("read (\\d+) events, (\\d+) bytes, ([0-9.]+) s, ([0-9.]+) s of CPU");

  private GoClient() {}

  /**
   * What a replay took.
   *
   * @param bytes of all ids and bodies together
   */
  record Replayed(int events, long bytes, double seconds, double cpuSeconds) {}

  /** What becomes of the events that are read. */
  enum Reading {
    /** What the store's client itself makes of them; of all but voicemedia's that is bytes. */
    REPLAY,
    /** Each is decoded. */
    DECODE
  }

  /** Reads so many events from the first on, so many at a time. */
  static Replayed replay(Side from, Reading reading, int events, int atATime)
      throws IOException, InterruptedException {
    String command = reading.name().toLowerCase(Locale.ROOT);
    String line = run(List.of(), command, from.kind(), from.address(), "" + events, "" + atATime);
    Matcher read = READ.matcher(line);
    if (!read.find()) {
      throw new IOException(line + ": not what a replay prints");
    }
    return new Replayed(
        Integer.parseInt(read.group(1)),
        Long.parseLong(read.group(2)),
        Double.parseDouble(read.group(3)),
        Double.parseDouble(read.group(4)));
  }

  /**
   * Checks how many events are stored, and that each is another.
   *
   * @throws IOException if they are others
   */
  static void check(Side side, int events) throws IOException, InterruptedException {
    System.out.println(
        side.name() + ": " + run(List.of(), "check", side.kind(), side.address(), "" + events));
  }

  /** Stores events. */
  static void fill(Side side, List<Signed> events) throws IOException, InterruptedException {
    String unused = run(events, "fill", side.kind(), side.address());
  }

  private static String run(List<Signed> events, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Peers.program("replay")));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (Writer in = new BufferedWriter(process.outputWriter(StandardCharsets.US_ASCII))) {
      for (Signed event : events) {
        in.append(event.id()).append(' ').append(EVENT_TYPE).append(' ');
        in.append(Base64.getEncoder().encodeToString(event.body())).append('\n');
      }
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
    return output.strip();
  }
}
