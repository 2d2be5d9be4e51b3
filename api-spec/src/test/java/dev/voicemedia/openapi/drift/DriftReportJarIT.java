package dev.voicemedia.openapi.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar, started as a user starts it. */
class DriftReportJarIT {

  private static final Path JAR = Path.of("target", "drift-report.jar");

  @TempDir private Path folder;

  @Test
  void theExitCodeSaysWhetherThereIsDrift() throws Exception {
    UpstreamDocument upstream = UpstreamDocument.likeOurs();

    assertThat(run(upstream.writeYaml(folder).toString()).exitCode()).isZero();

    upstream.removeProperty("SpeakRequest", "loop");
    CommandRun drift = run(upstream.writeYaml(folder).toString());
    assertThat(drift.exitCode()).isEqualTo(1);
    assertThat(drift.out()).contains("speak: request property loop was removed");
    assertThat(run(folder.resolve("gone").toString()).exitCode()).isEqualTo(2);
  }

  private static CommandRun run(String argument) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                JAR.toString(),
                argument)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new CommandRun(process.exitValue(), out, "");
  }
}
