package dev.voicemedia.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.upstream.AttemptPolicy.Windows;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a repeat of a command gets: timelines in milliseconds. */
final class CommandMemoryTest {
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private final Timeline time = new Timeline(AttemptPolicy.DEFAULTS);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # what                                     | answers             | repeated after | what happens then             | and the repeat ends
            accepted: answered again                     | ok@30               | 100            |                               | ok, 1 attempts, from memory
            accepted: answered again, the last time      | ok@30               | 120029         |                               | ok, 1 attempts, from memory
            accepted: forgotten                      | ok@30 ok@30         | 120031         | 120031 send, 120061 ok        | ok, 1 attempts
            accepted at the second attempt           | 503@0 ok@30         | 1000           |                               | ok, 2 attempts, from memory
            under way: joined                        | ok@400              | 100            | 400 ok                        | ok, 1 attempts
            between two attempts: joined             | 503@0 ok@30         | 20             | 50 send, 80 ok                | ok, 2 attempts
            refused as invalid: answered again           | invalid@30          | 1000           |                               | 422 rejected, 1 attempts, from memory
            refused as invalid, by no field: sent again  | 422@30 ok@30        | 1000           | 1000 send, 1030 ok            | ok, 1 attempts
            refused for its key: sent again              | 401@30 ok@30        | 1000           | 1000 send, 1030 ok            | ok, 1 attempts
            refused for the account: sent again          | 402@30 ok@30        | 1000           | 1000 send, 1030 ok            | ok, 1 attempts
            refused for its rights: sent again           | 403@30 ok@30        | 1000           | 1000 send, 1030 ok            | ok, 1 attempts
            refused as not found: sent again             | 404@30 ok@30        | 1000           | 1000 send, 1030 ok            | ok, 1 attempts
            refused as a conflict: sent again            | 409@30 ok@30        | 1000           | 1000 send, 1030 ok            | ok, 1 attempts
            refused in a way unheard of: sent again      | 418@30 ok@30        | 1000           | 1000 send, 1030 ok            | ok, 1 attempts
            refused as not answered yet: sent again      | not_yet@30 ok@30    | 1000           | 1000 send, 1030 ok            | ok, 1 attempts
            refused as ended: sent again                 | ended@30 ok@30      | 1000           | 1000 send, 1030 ok            | ok, 1 attempts
            refused for the rate: sent again         | 429/9@30 ok@30      | 1000           | 1000 send, 1030 ok            | ok, 1 attempts
            refused for the rate, then not connected | 429@20 refused@0 refused@0 refused@0 refused@0 refused@0 ok@30 | 3000 | 3000 send, 3030 ok            | ok, 1 attempts
            not sent: sent                           | refused@0 refused@0 refused@0 refused@0 refused@0 refused@0 ok@30 | 3000 | 3000 send, 3030 ok | ok, 1 attempts
            unknown: sent again                      | 503/9@30 ok@30      | 1000           | 1000 send, 1030 ok            | ok, 2 attempts
            unknown: sent again, the last time       | 503/9@30 ok@30      | 45000          | 45000 send, 45030 ok          | ok, 2 attempts
            unknown: Telnyx may have forgotten it    | 503/9@30 ok@30      | 45001          |                               | WINDOW_CLOSED unknown, 1 attempts
            unknown: still remembered                | 503/9@30 ok@30      | 120029         |                               | WINDOW_CLOSED unknown, 1 attempts
            unknown, then the call has ended         | 503/9@30 ended@30   | 1000           | 1000 send, 1030 ended         | 422 unknown, 2 attempts
            unknown, then refused as invalid         | 503/9@30 invalid@30 | 1000           | 1000 send, 1030 invalid       | 422 unknown, 2 attempts
            unknown, then refused for the rate       | 503/9@30 429/9@30   | 1000           | 1000 send, 1030 429/9         | 429 unknown, 2 attempts
            unreadable: sent again                   | garbage@30 ok@30    | 1000           | 1000 send, 1030 ok            | ok, 2 attempts
            failed here: sent again                  | crash@30 ok@30      | 1000           | 1000 send, 1030 ok            | ok, 2 attempts
            overdue: sent again                      | none@99999 none@99999 ok@30 | 3000   | 3000 send, 3030 ok            | ok, 3 attempts
          """)
  void repeat(String what, String answers, long after, String happens, String end) {
    time.answering(answers);
    var unused = time.call(LIMIT);
    time.advance(after);
    assertThat(time.takeEvents()).startsWith("0 send");

    CompletableFuture<CommandResult> repeat = time.call(LIMIT);
    time.advance(5_000);

    assertThat(time.takeEvents()).isEqualTo(happens == null ? "" : happens);
    assertThat(Timeline.endOf(repeat)).isEqualTo(end);
  }

  @Test
  void aRepeatWithoutTimeDoesNotReportThatNothingWasSent() {
    time.answering("503/9@30");
    var unused = time.call(LIMIT);
    time.advance(1_000);

    assertThat(Timeline.endOf(time.call(Duration.ZERO))).isEqualTo("TIMED_OUT unknown, 1 attempts");
  }

  @Test
  void anotherRequestWithTheSameIdIsRefusedWhateverBecameOfTheFirst() {
    time.answering("ok@30");
    var unused = time.call("one", LIMIT);
    assertThat(Timeline.endOf(time.call("another", LIMIT)))
        .isEqualTo("ID_REUSED not_sent, 0 attempts");

    time.advance(1_000);
    assertThat(Timeline.endOf(time.call("another", LIMIT)))
        .isEqualTo("ID_REUSED not_sent, 0 attempts");
    assertThat(time.takeEvents()).isEqualTo("0 send, 30 ok");
  }

  @Test
  void onlyACommandThatHasNotEndedIsLeftToOtherThreadsToEnd() {
    time.answering("ok@30");
    var unusedAnswered = time.call(LIMIT);
    time.advance(30);
    assertThat(time.cleanings()).isZero();

    time.sender().send(Timeline.COMMAND, LIMIT).cancel(true);
    assertThat(time.cleanings()).isEqualTo(1);
  }

  @Test
  void oneCallersCancelLeavesTheCommandToTheOther() {
    time.answering("ok@400");
    CompletableFuture<CommandResult> first = time.call(LIMIT);
    CompletableFuture<CommandResult> second = time.call(LIMIT);

    first.cancel(true);
    time.advance(400);

    assertThat(time.takeEvents()).isEqualTo("0 send, 400 ok");
    assertThat(Timeline.endOf(second)).isEqualTo("ok, 1 attempts");
  }

  @Test
  void oneCallersDeadlineLeavesTheCommandToTheOther() {
    time.answering("503@200 ok@0");
    CompletableFuture<CommandResult> hurried = time.call(Duration.ofMillis(220));
    CompletableFuture<CommandResult> patient = time.call(LIMIT);

    time.advance(220);
    assertThat(Timeline.endOf(hurried)).isEqualTo("TIMED_OUT unknown, 1 attempts");
    time.advance(1_000);

    assertThat(time.takeEvents()).isEqualTo("0 send, 200 503, 250 send, 250 ok");
    assertThat(Timeline.endOf(patient)).isEqualTo("ok, 2 attempts");
  }

  @Test
  void theLastCallersCancelEndsTheCommandAndARepeatGoesOnWithIt() {
    time.answering("none ok@30");
    CompletableFuture<CommandResult> first = time.call(LIMIT);
    CompletableFuture<CommandResult> second = time.call(LIMIT);
    time.advance(10);

    first.cancel(true);
    second.cancel(true);
    assertThat(time.takeEvents()).isEqualTo("0 send, 10 cancel");

    CompletableFuture<CommandResult> repeat = time.call(LIMIT);
    time.advance(100);
    assertThat(time.takeEvents()).isEqualTo("10 send, 40 ok");
    assertThat(Timeline.endOf(repeat)).isEqualTo("ok, 2 attempts");
  }

  @Test
  void whatIsRememberedIsBoundedAndTheOldestGoesFirst() {
    Timeline few =
        new Timeline(
            AttemptPolicy.DEFAULTS.withWindows(
                new Windows(
                    Duration.ofSeconds(10), Duration.ofSeconds(45), Duration.ofSeconds(120), 3)));
    few.answering("ok@0 ok@0 ok@0 ok@0 ok@0");
    for (int i = 0; i < 5; i++) {
      Command command = new Command("v3:call-1", "cmd-" + i, Timeline.COMMAND.request());
      var unused = few.sender().send(command, "digest", LIMIT);
      few.advance(1);
    }

    assertThat(few.sender().remembered()).isEqualTo(3);
    few.advance(120_000);
    var unusedNext = few.call(LIMIT);
    assertThat(few.sender().remembered()).isEqualTo(1);
  }

  @Test
  void anIdOfTheGatewaysIsNotRemembered() {
    time.answering("ok@0");

    var unused = time.call("", LIMIT);
    time.advance(10);

    assertThat(time.sender().remembered()).isZero();
  }
}
