package dev.voicemedia.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrongInputTest {
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "serve --grpc-port=x | voicemedia serve: --grpc-port: x, expected a whole number",
        "serve --retention-bytes=10GB | voicemedia serve: --retention-bytes: 10GB, expected a size"
            + " such as 500MiB, 10GiB or 1TiB",
        "log export --since=yesterday | voicemedia log export: --since: yesterday, expected a time"
            + " such as 2026-01-31T09:30:00Z",
        "events --address=nowhere:x | voicemedia events: --address: nowhere:x, expected HOST:PORT",
        "serve --none | voicemedia serve: Unknown option: '--none'",
        "bark | voicemedia: Unmatched argument at index 0: 'bark'",
        "speak hello | voicemedia speak: Missing required option: '--call-control-id=ID'",
        "'' | voicemedia: Missing required subcommand",
        "record | voicemedia record: Missing required subcommand",
      })
  void whatIsWrongIsOneLineAndExit2(String command, String line) {
    assertThat(run(command)).isEqualTo(2);
    assertThat(err.toString().lines()).containsExactly(line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "0d", "-1d", "P7D", "soon", "7w", "9999999s"})
  void durationsWithoutAUnitAreRefused(String duration) {
    assertThat(run("serve --retention=" + duration)).isEqualTo(2);
    assertThat(err.toString().strip())
        .endsWith(
            "--retention: "
                + duration
                + ", expected a duration such as 500ms, 45s, 90m, 12h or 7d");
  }

  private int run(String command) {
    return Main.commandLine()
        .setErr(new PrintWriter(err, true))
        .execute(command.isEmpty() ? new String[0] : command.split(" ", -1));
  }
}
