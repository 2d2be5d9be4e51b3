package dev.voicemedia.gateway.cli.client;

import dev.voicemedia.gateway.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Command lines run in this process against a gateway of the test, with what they printed. */
final class CommandRun implements AutoCloseable {
  private final FakeGateway gateway = new FakeGateway();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  FakeGateway gateway() {
    return gateway;
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  /** Runs a command, with the gateway's address if it is one for a call; returns the exit code. */
  int run(String... command) {
    List<String> arguments = new ArrayList<>(Arrays.asList(command));
    if (arguments.stream()
        .anyMatch(each -> each.startsWith("--call") || each.startsWith("--connection-id"))) {
      arguments.add("--address=" + gateway.address());
    }
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.toArray(String[]::new));
  }

  @Override
  public void close() {
    gateway.close();
  }
}
