package dev.voicemedia.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a command is sent, and how it ends: timelines in milliseconds. */
final class AttemptsTest {
  // Backoff from 100 ms, of which the half is taken here: 50, 100, 200, 400, … up to 2,500 ms.

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # what                                 | limit | answers                    | what happens                                                      | and ends
            accepted                             | 15000 | ok@30                      | 0 send, 30 ok                                                     | ok, 1 attempts
            a server error is retried            | 15000 | 503@20 ok@30               | 0 send, 20 503, 70 send, 100 ok                                   | ok, 2 attempts
            backoff doubles                      | 15000 | 500@0 500@0 500@0 ok@0     | 0 send, 0 500, 50 send, 50 500, 150 send, 150 500, 350 send, 350 ok | ok, 4 attempts
            a 408 is retried                     | 15000 | 408@20 ok@30               | 0 send, 20 408, 70 send, 100 ok                                   | ok, 2 attempts
            a broken connection is retried       | 15000 | broken@20 ok@30            | 0 send, 20 broken, 70 send, 100 ok                                | ok, 2 attempts
            a refused connection is retried      | 15000 | refused@20 ok@30           | 0 send, 20 refused, 70 send, 100 ok                               | ok, 2 attempts
            Retry-After is kept to               | 15000 | 429/3@20 ok@30             | 0 send, 20 429/3, 3070 send, 3100 ok                              | ok, 2 attempts
            Retry-After of a 503, too            | 15000 | 503/3@20 ok@30             | 0 send, 20 503/3, 3070 send, 3100 ok                              | ok, 2 attempts
            Retry-After does not fit             | 15000 | 429/15@20                  | 0 send, 20 429/15                                                 | 429 rejected, 1 attempts
            the next retry does not fit          | 60    | 503@20                     | 0 send, 20 503                                                    | 503 unknown, 1 attempts
            a 4xx is final                       | 15000 | 404@20                     | 0 send, 20 404                                                    | 404 rejected, 1 attempts
            the call has ended                   | 15000 | ended@20                   | 0 send, 20 ended                                                  | 422 rejected, 1 attempts
            ended after an unanswered attempt    | 15000 | broken@20 ended@30         | 0 send, 20 broken, 70 send, 100 ended                             | 422 unknown, 2 attempts
            ended after one that was refused     | 15000 | 429@20 ended@30            | 0 send, 20 429, 70 send, 100 ended                                | 422 rejected, 2 attempts
            ended after one that was not sent    | 15000 | refused@20 ended@30        | 0 send, 20 refused, 70 send, 100 ended                            | 422 rejected, 2 attempts
            a success that cannot be read        | 15000 | garbage@20                 | 0 send, 20 garbage                                                | 200 unknown, 1 attempts
            never connected                      | 200   | refused@0 refused@0        | 0 send, 0 refused, 50 send, 50 refused, 150 send, 200 cancel      | TIMED_OUT unknown, 3 attempts
            never connected, no time for more    | 140   | refused@0 refused@0        | 0 send, 0 refused, 50 send, 50 refused                            | CONNECTION_FAILED not_sent, 2 attempts
            hedged, the first one wins           | 15000 | ok@700 ok@400              | 0 send, 500 send, 700 ok, 700 cancel                              | ok, 2 attempts
            hedged, the hedge wins               | 15000 | none ok@30                 | 0 send, 500 send, 530 ok, 530 cancel                              | ok, 2 attempts
            no third one                         | 15000 | none none ok@0             | 0 send, 500 send, 10000 cancel, 10500 cancel, 10550 send, 10550 ok | ok, 3 attempts
            a failed hedge waits for the other   | 15000 | ok@900 503@30              | 0 send, 500 send, 530 503, 900 ok                                 | ok, 2 attempts
            a 4xx waits for the other, accepted  | 15000 | ok@900 404@30              | 0 send, 500 send, 530 404, 900 ok                                 | ok, 2 attempts
            a 4xx waits for the other, a 4xx     | 15000 | 404@900 404@30             | 0 send, 500 send, 530 404, 900 404                                | 404 rejected, 2 attempts
            a 4xx waits for the other, broken    | 15000 | broken@900 404@30          | 0 send, 500 send, 530 404, 900 broken                             | 404 unknown, 2 attempts
            a 4xx waits until the deadline       | 1000  | none 404@30                | 0 send, 500 send, 530 404, 1000 cancel                            | 404 unknown, 2 attempts
            both fail, then one retry            | 15000 | 503@600 503@200 ok@0       | 0 send, 500 send, 600 503, 700 503, 750 send, 750 ok              | ok, 3 attempts
            a retry is hedged, too               | 15000 | 503@20 none ok@30          | 0 send, 20 503, 70 send, 570 send, 600 ok, 600 cancel             | ok, 3 attempts
            the deadline                         | 300   | none                       | 0 send, 300 cancel                                                | TIMED_OUT unknown, 1 attempts
            the deadline with a hedge under way  | 900   | none none                  | 0 send, 500 send, 900 cancel, 900 cancel                          | TIMED_OUT unknown, 2 attempts
            no time at all                       | 0     | ok@0                       |                                                                   | TIMED_OUT not_sent, 0 attempts
            an attempt that is never answered    | 60000 | none none ok@0             | 0 send, 500 send, 10000 cancel, 10500 cancel, 10550 send, 10550 ok | ok, 3 attempts
            no attempt later than 45 s           | 90000 | 503/44@20 503/2@0          | 0 send, 20 503/44, 44070 send, 44070 503/2                        | 503 unknown, 2 attempts
            a Retry-After beyond 45 s            | 90000 | 503/46@20                  | 0 send, 20 503/46                                                 | 503 unknown, 1 attempts
            45 s count from what may have come   | 90000 | refused@0 503/44@0 ok@0    | 0 send, 0 refused, 50 send, 50 503/44, 44150 send, 44150 ok       | ok, 3 attempts
          """)
  void timeline(String what, long limit, String answers, String happens, String end) {
    Timeline time = new Timeline(AttemptPolicy.DEFAULTS).answering(answers);

    CompletableFuture<CommandResult> call = time.call(Duration.ofMillis(limit));
    time.advance(200_000);

    assertThat(time.takeEvents()).isEqualTo(happens == null ? "" : happens);
    assertThat(Timeline.endOf(call)).isEqualTo(end);
    assertThat(time.sender().inFlight()).isZero();
    assertThat(time.timer().pending()).isZero();
  }

  @Test
  void cancellingEndsEveryAttempt() {
    Timeline time = new Timeline(AttemptPolicy.DEFAULTS).answering("none none");
    CompletableFuture<CommandResult> call = time.call(Duration.ofSeconds(15));
    time.advance(600);

    call.cancel(true);

    assertThat(time.takeEvents()).isEqualTo("0 send, 500 send, 600 cancel, 600 cancel");
    assertThat(time.sender().inFlight()).isZero();
    assertThat(time.timer().pending()).isZero();
  }

  @Test
  void cancellingDuringAPauseEndsTheRetries() {
    Timeline time = new Timeline(AttemptPolicy.DEFAULTS).answering("503@0");
    CompletableFuture<CommandResult> call = time.call(Duration.ofSeconds(15));
    time.advance(10);

    call.cancel(true);
    time.advance(60_000);

    assertThat(time.takeEvents()).isEqualTo("0 send, 0 503");
  }

  @Test
  void oneInTenCommandsMayHaveAHedge() {
    Timeline time = new Timeline(AttemptPolicy.DEFAULTS);
    int commands = 200;
    for (int i = 0; i < commands; i++) {
      time.answering("ok@600 ok@600");
      var unused = time.sender().send(Timeline.COMMAND, Duration.ofSeconds(15));
      time.advance(1_000);
    }

    // The first one is for free, so that a quiet gateway has one, too.
    assertThat(time.count("voicemedia.upstream.hedges")).isEqualTo(commands / 10.0 + 1);
  }

  @Test
  void aShareOfNoneMeansNoHedge() {
    Timeline time =
        new Timeline(
            AttemptPolicy.DEFAULTS.withHedge(new AttemptPolicy.Hedge(Duration.ofMillis(500), 0)));
    time.answering("ok@5000");

    var unused = time.call(Duration.ofSeconds(15));
    time.advance(15_000);

    assertThat(time.takeEvents()).isEqualTo("0 send, 5000 ok");
  }
}
