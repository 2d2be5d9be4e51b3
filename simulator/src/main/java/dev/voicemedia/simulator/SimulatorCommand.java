package dev.voicemedia.simulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code java -jar simulator.jar}. */
@Command(
    name = "simulator",
    sortOptions = false,
    description = {
      "A stand-in for the Telnyx voice API on this machine.",
      "Prints what a client needs, as lines of NAME=value, and runs until it is stopped."
    })
final class SimulatorCommand implements Callable<Integer> {

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "port to listen on, 0 for any (default: ${DEFAULT-VALUE})")
  int port = 8081;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "address to listen on, 0.0.0.0 for all (default: ${DEFAULT-VALUE})")
  String host = HttpFront.LOOPBACK;

  @Option(
      names = "--webhook-url",
      paramLabel = "URL",
      description = "where webhooks are sent (default: nowhere)")
  @Nullable URI webhookUrl;

  @Option(
      names = "--webhook-failover-url",
      paramLabel = "URL",
      description = "where a webhook goes when the first URL fails (default: nowhere)")
  @Nullable URI failoverUrl;

  @Option(
      names = "--webhook-retries",
      paramLabel = "COUNT",
      description =
          "how often a webhook is sent again that was not answered with a 2xx"
              + " (default: ${DEFAULT-VALUE})")
  int webhookRetries = Redelivery.STANDARD.retries();

  @Option(
      names = "--webhook-retry-delay",
      paramLabel = "SECONDS",
      description =
          "before the first of these times; doubled up to 30 s (default: ${DEFAULT-VALUE})")
  double webhookRetryDelay = 1;

  @Option(
      names = "--open-call",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "open a call at the start (default: yes)")
  boolean openCall;

  @Option(
      names = "--api-key",
      paramLabel = "KEY",
      description = "key that requests carry; make one up (default: ${DEFAULT-VALUE})")
  String apiKey = "KEY-simulator";

  @Option(
      names = "--signing-key-file",
      paramLabel = "FILE",
      description = "keeps the signing key over restarts (default: a new key each time)")
  @Nullable Path signingKeyFile;

  @Option(
      names = "--speech-rate",
      paramLabel = "RATE",
      description = "characters spoken in a second (default: ${DEFAULT-VALUE})")
  double speechRate = Pacing.DEFAULT_CHARACTERS_PER_SECOND;

  @Option(
      names = "--audio-length",
      paramLabel = "SECONDS",
      description = "how long a played file lasts (default: ${DEFAULT-VALUE})")
  double audioLength = 5;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  boolean help;

  @Spec private @Nullable CommandSpec spec;

  private SimulatorCommand() {}

  /** Exits with 2 on wrong input, 1 if the simulator cannot start. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new SimulatorCommand())
        .setParameterExceptionHandler((wrong, args) -> complain(wrong.getCommandLine(), wrong, 2))
        .setExecutionExceptionHandler(
            (failure, command, result) ->
                complain(command, failure, failure instanceof IllegalArgumentException ? 2 : 1));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Simulator.Builder builder =
        Simulator.builder()
            .host(host)
            .port(port)
            .apiKey(apiKey)
            .speechRate(speechRate)
            .audioLength(seconds(audioLength))
            .redelivery(webhookRetries, seconds(webhookRetryDelay), Redelivery.STANDARD.maxDelay());
    if (webhookUrl != null) {
      builder.webhookUrl(webhookUrl);
    }
    if (failoverUrl != null) {
      builder.failoverUrl(failoverUrl);
    }
    if (signingKeyFile != null) {
      builder.signingKeyFile(signingKeyFile);
    }
    try (Simulator simulator = builder.start()) {
      PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
      out.println("TELNYX_BASE_URL=" + simulator.baseUrl());
      out.println("TELNYX_API_KEY=" + simulator.apiKey());
      out.println("TELNYX_PUBLIC_KEY=" + simulator.publicKey());
      if (openCall) {
        out.println("CALL_CONTROL_ID=" + simulator.openCall().callControlId());
      }
      out.flush();
      new CountDownLatch(1).await();
      return 0;
    }
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  private static int complain(CommandLine command, Exception failure, int exitCode) {
    command.getErr().println("simulator: " + failure.getMessage());
    return exitCode;
  }
}
