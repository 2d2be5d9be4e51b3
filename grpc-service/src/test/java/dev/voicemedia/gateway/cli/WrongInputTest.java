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
            + " such as 2026-01-31T09:30:00Z, a date, or 10m for ten minutes ago",
        "events --address=nowhere:x | voicemedia events: --address: nowhere:x, expected HOST:PORT,"
            + " such as 127.0.0.1:50051",
        "events --address=localhost | voicemedia events: --address: localhost, expected HOST:PORT,"
            + " such as 127.0.0.1:50051",
        "events --address=localhost:99999 | voicemedia events: --address: localhost:99999, expected"
            + " a port from 1 to 65535",
        "events --address=no.such.invalid:1 | voicemedia events: --address: no.such.invalid:1,"
            + " expected a host that can be resolved",
        "stop-play --call=c --address=no.such.invalid:1 | voicemedia stop-play: --address:"
            + " no.such.invalid:1, expected a host that can be resolved",
        "events --from=yesterday | voicemedia events: --from: yesterday, neither a time nor a"
            + " cursor; expected latest, earliest, a cursor, a time such as 2026-01-31T09:30:00Z,"
            + " a date, or 10m for ten minutes ago",
        "stop-play --call=c --timeout=0 | voicemedia stop-play: --timeout: 0, expected seconds, 1"
            + " or more, or a duration such as 500ms",
        "stop-play --call=c --timeout=soon | voicemedia stop-play: --timeout: soon, expected"
            + " seconds, 1 or more, or a duration such as 500ms",
        "serve --telnyx-api-key=KEY | voicemedia serve: no option '--telnyx-api-key'; secrets are"
            + " read from TELNYX_API_KEY, or from files that an option or variable names",
        "serve --telnyx-public-key= | voicemedia serve: TELNYX_PUBLIC_KEY: missing, expected at"
            + " least one base64 public key to verify webhooks with",
        "serve --none | voicemedia serve: no option '--none'",
        "serve --grcp-port=1 | voicemedia serve: no option '--grcp-port'; did you mean"
            + " --grpc-port?",
        "speak --cal=c hello | voicemedia speak: no option '--cal'; did you mean --call?",
        "speak --call c hello there | voicemedia speak: unexpected 'there'",
        "record begin | voicemedia record: no command 'begin', expected one of start, pause,"
            + " resume, stop; --help describes them",
        "recrod start --call=c | voicemedia: no command 'recrod'; did you mean record?",
        "record strat --call=c | voicemedia record: no command 'strat'; did you mean start?",
        "help recrod | voicemedia help: no command 'recrod'; did you mean record?",
        "speak hello | voicemedia speak: Missing required option: '--call-control-id=ID'",
        "record | voicemedia record: no command, expected one of start, pause, resume, stop;"
            + " --help describes them",
      })
  void whatIsWrongIsOneLineAndExit2(String command, String line) {
    assertThat(run(command)).isEqualTo(2);
    assertThat(err.toString().lines()).containsExactly(line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "bark"})
  void withoutACommandThoseThatThereAreAreListed(String command) {
    assertThat(run(command)).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString())
        .startsWith("voicemedia: no command")
        .contains(", expected one of serve, dev, ", "; --help describes them")
        .doesNotContain("train");
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
