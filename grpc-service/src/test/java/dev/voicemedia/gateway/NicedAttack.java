package dev.voicemedia.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * An attack by a process of the lowest priority. A stranger has a machine of its own: here, it
 * should have no processor time but what the gateway leaves.
 */
final class NicedAttack {
  private final Process process;

  private NicedAttack(Process process) {
    this.process = process;
  }

  /** Starts it; the command's output is the number of attempts, once its input ends. */
  static NicedAttack start(Flood flood, ServingJar serving, int connections) throws IOException {
    List<String> command =
        List.of(
            "nice",
            "-n19",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            NicedAttack.class.getName(),
            flood.name(),
            Integer.toString(serving.grpcPort()),
            Integer.toString(serving.webhookPort()),
            Integer.toString(connections));
    return new NicedAttack(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  public static void main(String[] args) throws IOException {
    int connections = Integer.parseInt(args[3]);
    Attack attack =
        Flood.valueOf(args[0])
            .start(Integer.parseInt(args[1]), Integer.parseInt(args[2]), connections);
    while (System.in.read() >= 0) {
      // Its end is the signal.
    }
    attack.close();
    System.out.println(attack.done());
  }

  /** Ends it; returns how often it has done what it does. */
  long end() throws IOException {
    process.getOutputStream().close();
    return Long.parseLong(new String(process.getInputStream().readAllBytes(), US_ASCII).trim());
  }

  /** Ends it in any case. */
  void kill() {
    process.destroyForcibly();
  }
}
