package dev.voicemedia.benchmarks.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.util.List;

/** Command loop of a measured process: one command per line in, one number per line out. */
final class Commands {
  /** What the line of an answer starts with. */
  static final String ANSWER = "answer ";

  private Commands() {}

  record Command(String name, List<String> arguments) {
    long number(int index) {
      return Long.parseLong(arguments.get(index));
    }
  }

  interface Handler {
    long handle(Command command) throws IOException;
  }

  /** Serves until the input ends, and then ends this process. */
  static void serve(Handler handler) throws IOException {
    Thread.currentThread().setName("driver");
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      List<String> words = List.of(line.split(" ", -1));
      Command command = new Command(words.get(0), words.subList(1, words.size()));
      long answer = command.name().equals("heap") ? usedHeap() : handler.handle(command);
      System.out.println(ANSWER + answer);
    }
    System.exit(0);
  }

  private static long usedHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
