package dev.voicemedia.benchmarks.actions;

import dev.voicemedia.gateway.cli.Main;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Two gateways in one process, so that both run the same compiled code: one without identities, and
 * one with. The second is started when a line is read.
 */
final class TwoGateways {
  private TwoGateways() {}

  /** Takes a folder with an access file. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    serve("--http-port=0", "--data-dir=" + folder.resolve("open"));
    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    serve(
        "--data-dir=" + folder.resolve("identified"),
        "--access-file=" + folder.resolve("access.yaml"));
  }

  private static void serve(String... options) {
    String[] command = new String[options.length + 5];
    command[0] = "serve";
    command[1] = "--grpc-port=0";
    command[2] = "--webhook-port=0";
    command[3] = "--admin-port=0";
    command[4] = "--hedge-percent=0"; // a slow moment would cost more attempts
    System.arraycopy(options, 0, command, 5, options.length);
    new Thread(() -> Main.commandLine().execute(command)).start();
  }
}
