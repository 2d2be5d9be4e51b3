package dev.voicemedia.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.voicemedia.gateway.access.RefusalLog;
import dev.voicemedia.v1.SpeakRequest;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ActionLogTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(RefusalLog.AUDIT);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    logger.setLevel(Level.INFO);
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
    logger.setLevel(null);
  }

  @Test
  void anActionIsALineWithItsIdsAsFieldsAndWithoutItsText() {
    SpeakRequest request =
        SpeakRequest.newBuilder().setCallControlId("v3:call").setPayload("a secret text").build();

    new ActionLog("Speak", request, "cmd-1", "").ended("accepted", 2, "req-1");

    assertThat(lines.list).hasSize(1);
    ILoggingEvent line = lines.list.get(0);
    assertThat(line.getFormattedMessage()).isEqualTo("Speak accepted");
    assertThat(fields(line))
        .containsEntry("call_control_id", "v3:call")
        .containsEntry("command_id", "cmd-1")
        .containsEntry("outcome", "accepted")
        .containsEntry("attempts", "2")
        .containsEntry("request_id", "req-1")
        .containsKey("took_ms")
        .doesNotContainKey("trace_id");
    assertThat(line.toString() + fields(line)).doesNotContain("secret text");
  }

  @Test
  void whatACallerSentIsCutAndOnOneLine() {
    SpeakRequest request =
        SpeakRequest.newBuilder().setCallControlId("x".repeat(9_000) + "\n").build();

    new ActionLog("Speak", request, "a\nb\u001b[31m", "").ended("not_sent", 0, "");

    Map<String, String> fields = fields(lines.list.get(0));
    assertThat(fields.get("call_control_id")).hasSizeLessThan(200);
    assertThat(fields.get("command_id")).doesNotContain("\n", "\u001b");
  }

  private static Map<String, String> fields(ILoggingEvent line) {
    return line.getKeyValuePairs().stream()
        .collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value)));
  }
}
