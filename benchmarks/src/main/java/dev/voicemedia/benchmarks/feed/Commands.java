package dev.voicemedia.benchmarks.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.util.List;

/** A measured process takes a command a line from its input and answers with a number a line. */
final class Commands {
  private Commands() {}

  record Command(String name, List<String> arguments) {
    long number(int index) {
      return Long.parseLong(arguments.get(index));
    }
  }

  interface Handler {
    long handle(Command command) throws IOException;
  }

  /** Until the input ends, and with it this process. */
  static void serve(Handler handler) throws IOException {
    Thread.currentThread().setName("driver");
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      List<String> words = List.of(line.split(" ", -1));
      Command command = new Command(words.get(0), words.subList(1, words.size()));
      System.out.println(command.name().equals("heap") ? usedHeap() : handler.handle(command));
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
