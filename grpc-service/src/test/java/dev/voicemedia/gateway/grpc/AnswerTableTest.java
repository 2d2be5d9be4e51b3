package dev.voicemedia.gateway.grpc;

import static dev.voicemedia.gateway.grpc.FakeTelnyx.answering;
import static dev.voicemedia.gateway.grpc.FakeTelnyx.closing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.grpc.FakeTelnyx.Reaction;
import dev.voicemedia.gateway.testing.LoggedLines;
import dev.voicemedia.gateway.upstream.StateCode;
import dev.voicemedia.v1.SpeakRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The table of the page about actions: each of Telnyx's responses is given over real HTTP, and what
 * the caller and the log get for it is a row.
 */
final class AnswerTableTest {
  private static final Path PAGE = Path.of("../docs/actions.md");
  private static final String MARK = "<!-- table: upstream answers -->";

  private final FakeTelnyx telnyx = new FakeTelnyx();
  private ActionsServer server = ActionsServer.of(telnyx);
  private int calls;

  @AfterEach
  void stop() throws IOException {
    server.close();
    telnyx.close();
  }

  @Test
  void thePageHasTheTableThatTheCodeYields() throws IOException {
    List<String> table = new ArrayList<>();
    table.add("| Telnyx's response | gRPC status | reason | outcome | a repeat | log level |");
    table.add("|---|---|---|---|---|---|");
    table.add(row("2xx that cannot be read", answering(200, "")));
    table.add(row("3xx", answering(302, "")));
    table.add(row("400, 422", answering(422, ""), answering(400, "")));
    table.add(
        row(
            "400, 422 that name a field",
            answering(422, errors("10015", "/voice")),
            answering(400, errors("10015", "/voice"))));
    for (StateCode state : StateCode.values()) {
      table.add(
          row(
              "400, 404, 409, 422 with " + String.join(", ", state.codes()),
              state.codes().stream()
                  .flatMap(
                      code ->
                          List.of(400, 404, 409, 422).stream()
                              .map(status -> answering(status, errors(code, "/voice"))))
                  .toArray(Reaction[]::new)));
    }
    table.add(row("401", answering(401, "")));
    table.add(row("402, 409", answering(402, ""), answering(409, "")));
    table.add(row("403", answering(403, "")));
    table.add(row("404", answering(404, "")));
    table.add(row("413", answering(413, "")));
    table.add(row("429", answering(429, "")));
    table.add(row("other 4xx", answering(405, ""), answering(407, ""), answering(451, "")));
    table.add(
        row(
            "408, 5xx",
            answering(408, ""),
            answering(500, ""),
            answering(503, ""),
            answering(599, "")));
    table.add(row("none: the connection broke", closing()));
    server.close();
    telnyx.close();
    server = ActionsServer.of(telnyx); // one that has no connection from before
    table.add(row("none: cannot connect", closing()));

    assertThat(tableOf(PAGE)).isEqualTo(table);
  }

  /** All of these have to come to the same. */
  private String row(String title, Reaction... reactions) {
    List<String> cells =
        Arrays.stream(reactions).map(this::cells).distinct().collect(Collectors.toList());
    assertThat(cells).as(title).hasSize(1);
    return "| " + title + " | " + cells.get(0) + " |";
  }

  private String cells(Reaction reaction) {
    telnyx.reacting(reaction);
    SpeakRequest request =
        SpeakRequest.newBuilder()
            .setCallControlId("v3:call-" + calls++)
            .setPayload("Hello")
            .setVoice("female")
            .setCommandId("cmd-1")
            .build();
    try (LoggedLines logged = LoggedLines.of(ErrorMapper.class)) {
      RpcError error = RpcError.of(() -> server.stub().speak(request));
      String level = String.join(",", logged.levels());
      RpcError repeated = RpcError.of(() -> server.stub().speak(request));
      boolean remembered = repeated.metadata().containsKey("from_memory");
      return String.join(
          " | ",
          error.code().name(),
          error.reason(),
          error.outcome(),
          remembered ? "gets the same error" : "is sent",
          level);
    }
  }

  private static String errors(String code, String pointer) {
    return "{\"errors\":[{\"code\":\"%s\",\"source\":{\"pointer\":\"%s\"}}]}"
        .formatted(code, pointer);
  }

  private static List<String> tableOf(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .dropWhile(line -> !line.equals(MARK))
        .skip(1)
        .takeWhile(line -> line.startsWith("|"))
        .toList();
  }
}
