package dev.voicemedia.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.voicemedia.simulator.CommandRecord.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AnswerFaultsTest {

  private static final String SPEAK = "{'payload':'one','voice':'male'}";

  private final Setting setting = new Setting(builder -> builder.random(new Random(1)));

  @AfterEach
  void stop() {
    setting.close();
  }

  @Test
  void anErrorBeforeExecutionKeepsTheCommandFromTheCall() {
    setting.simulator.inject(Fault.of(new Effect.Answer(503, false)).times(1));

    var reply = setting.command("speak", SPEAK);

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.code()).isEqualTo("10007");
    assertThat(setting.happened()).isEmpty();
    assertThat(lastCommand().outcome()).isEqualTo(Outcome.NOT_EXECUTED);
    assertThat(lastCommand().fault()).isEqualTo("answer");
    assertThat(setting.command("speak", SPEAK).status()).isEqualTo(200);
  }

  @Test
  void anErrorAfterExecutionHidesItFromTheClient() {
    setting.simulator.inject(Fault.of(new Effect.Answer(500, true)).times(1));

    assertThat(setting.command("speak", SPEAK).status()).isEqualTo(500);
    assertThat(setting.happened()).containsExactly("call.speak.started");
    assertThat(lastCommand().outcome()).isEqualTo(Outcome.EXECUTED);
    assertThat(lastCommand().status()).isEqualTo(500);
  }

  @Test
  void aRetryWithTheSameCommandIdIsNotExecutedTwice() {
    String command = "{'payload':'one','voice':'male','command_id':'1'}";
    setting.simulator.inject(Fault.of(new Effect.Answer(500, true)).times(1));

    setting.command("speak", command);
    setting.command("speak", command);

    assertThat(setting.simulator.commands())
        .extracting(CommandRecord::outcome)
        .containsExactly(Outcome.EXECUTED, Outcome.REPEATED);
    assertThat(setting.happened()).containsExactly("call.speak.started");
  }

  @Test
  void tooManyRequestsSayWhenToComeBack() {
    setting.simulator.inject(Fault.of(new Effect.Answer(429, false)).times(1));

    var reply = setting.command("speak", SPEAK);

    assertThat(reply.status()).isEqualTo(429);
    assertThat(reply.code()).isEqualTo("10011");
    assertThat(reply.headers().firstValue("retry-after")).contains("1");
  }

  @Test
  void anyAnswerCanBeGiven() {
    setting.simulator.inject(
        Fault.of(
                new Effect.Answer(
                    502,
                    false,
                    Map.of("Content-Type", "text/html", "Retry-After", "7"),
                    "<html>Bad gateway</html>"))
            .times(1));

    var reply = setting.command("speak", SPEAK);

    assertThat(reply.status()).isEqualTo(502);
    assertThat(reply.body()).isEqualTo("<html>Bad gateway</html>");
    assertThat(reply.headers().firstValue("content-type")).contains("text/html");
    assertThat(reply.headers().firstValue("retry-after")).contains("7");
  }

  @Test
  void aFaultKeepsToItsCallAndItsAction() {
    SimulatedCall other = setting.simulator.openCall();
    setting.simulator.inject(
        Fault.of(new Effect.Answer(500, false)).onCall(other).on("playback_stop"));

    assertThat(setting.command("playback_stop", "{}").status()).isEqualTo(200);
    assertThat(setting.client.command(other, "speak", SPEAK).status()).isEqualTo(200);
    assertThat(setting.client.command(other, "playback_stop", "{}").status()).isEqualTo(500);
  }

  @Test
  void aFaultStrikesAtItsRate() {
    setting.simulator.inject(Fault.of(new Effect.Answer(500, false)).atRate(0.3));

    int struck = 0;
    for (int i = 0; i < 200; i++) {
      struck += setting.command("playback_stop", "{}").status() == 500 ? 1 : 0;
    }

    assertThat(struck).isBetween(40, 80);
  }

  @Test
  void aFaultThatIsTakenBackStrikesNoMore() {
    String id = setting.simulator.inject(Fault.of(new Effect.Answer(500, false)));

    assertThat(setting.simulator.clearFault(id)).isTrue();
    assertThat(setting.simulator.clearFault(id)).isFalse();
    assertThat(setting.command("playback_stop", "{}").status()).isEqualTo(200);
  }

  @Test
  void slowHeadersComeWithTheirDelay() throws Exception {
    setting.simulator.inject(Fault.of(new Effect.SlowHeaders(Duration.ofSeconds(30))));

    var reply = CompletableFuture.supplyAsync(() -> setting.command("speak", SPEAK));
    await().until(() -> setting.simulator.commands().size() == 1);
    assertThat(setting.happened()).containsExactly("call.speak.started");
    await().until(() -> setting.time.scheduledTasks() == 2);
    setting.advance(29);
    assertThat(reply).isNotDone();
    setting.advance(1);

    assertThat(reply.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
  }

  @Test
  void aStalledBodySendsItsHeadersAndHalfOfItself() throws IOException {
    setting.simulator.inject(Fault.of(new Effect.StalledBody(Duration.ofSeconds(30))));

    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), setting.simulator.baseUrl().getPort())) {
      String body = SPEAK.replace('\'', '"');
      socket
          .getOutputStream()
          .write(
              ("POST /v2/calls/"
                      + setting.call
                      + "/actions/speak HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                      + setting.simulator.apiKey()
                      + "\r\nContent-Length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body)
                  .getBytes(StandardCharsets.US_ASCII));
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      assertThat(answer.readLine()).isEqualTo("HTTP/1.1 200 OK");
      String line = answer.readLine();
      while (!line.isEmpty()) {
        line = answer.readLine();
      }
      char[] half = new char[12];
      assertThat(answer.read(half)).isEqualTo(12);
      assertThat(new String(half)).isEqualTo("{\"data\":{\"re");
      await().until(() -> setting.time.scheduledTasks() == 2);
      assertThat(answer.ready()).isFalse();
      setting.advance(30);
      char[] rest = new char[12];
      assertThat(answer.read(rest)).isEqualTo(12);
      assertThat(new String(rest)).isEqualTo("sult\":\"ok\"}}");
    }
  }

  @Test
  void aDroppedConnectionGivesNoAnswer() {
    setting.simulator.inject(Fault.of(new Effect.DroppedConnection(true)).times(1));

    assertThatThrownBy(() -> setting.command("speak", SPEAK)).hasCauseInstanceOf(IOException.class);
    assertThat(lastCommand().status()).isNull();
    assertThat(lastCommand().outcome()).isEqualTo(Outcome.EXECUTED);
  }

  @Test
  void aResetConnectionGivesNoAnswer() {
    setting.simulator.inject(Fault.of(new Effect.ResetConnection(false)).times(1));

    assertThatThrownBy(() -> setting.command("speak", SPEAK)).hasCauseInstanceOf(IOException.class);
    assertThat(lastCommand().status()).isNull();
    assertThat(lastCommand().outcome()).isEqualTo(Outcome.NOT_EXECUTED);
  }

  @Test
  void whatWasAskedForIsNotLoggedAsAFaultOfTheServer() {
    Logger jetty = (Logger) LoggerFactory.getLogger("org.eclipse.jetty");
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    jetty.setLevel(Level.WARN);
    jetty.addAppender(logged);
    try {
      for (Effect effect :
          List.of(
              new Effect.DroppedConnection(true),
              new Effect.ResetConnection(true),
              new Effect.CutBody())) {
        setting.simulator.inject(Fault.of(effect).times(1));
        assertThatThrownBy(() -> setting.command("speak", SPEAK))
            .hasCauseInstanceOf(IOException.class);
      }
      setting.close(); // what is under way has ended then
    } finally {
      jetty.detachAppender(logged);
      jetty.setLevel(null);
    }

    assertThat(logged.list).isEmpty();
  }

  @Test
  void aBodyThatIsCutIsNoAnswerEither() {
    setting.simulator.inject(Fault.of(new Effect.CutBody()).times(1));

    assertThatThrownBy(() -> setting.command("speak", SPEAK)).hasCauseInstanceOf(IOException.class);
    assertThat(lastCommand().status()).isEqualTo(200);
    assertThat(lastCommand().outcome()).isEqualTo(Outcome.EXECUTED);
  }

  @Test
  void withoutAnAnswerTheConnectionIsClosedAfterAMinute() {
    setting.simulator.inject(Fault.of(new Effect.NoAnswer(true)).times(1));
    var call =
        CompletableFuture.runAsync(
            () ->
                assertThatThrownBy(() -> setting.command("speak", SPEAK))
                    .hasCauseInstanceOf(IOException.class));
    await().until(() -> !setting.simulator.commands().isEmpty());
    assertThat(lastCommand().outcome()).isEqualTo(Outcome.EXECUTED);
    assertThat(lastCommand().status()).isNull();

    setting.advance(59);
    assertThat(call).isNotDone();
    setting.advance(1);

    call.join();
  }

  @Test
  void faultsAreBoundedInNumberAndChecked() {
    for (int i = 0; i < Faults.MAX_FAULTS; i++) {
      setting.simulator.inject(Fault.of(new Effect.Dropped()));
    }
    assertThatThrownBy(() -> setting.simulator.inject(Fault.of(new Effect.Dropped())))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Fault.of(new Effect.Dropped()).atRate(0))
        .hasMessageContaining("rate is 0.0");
    assertThatThrownBy(() -> new Effect.Answer(99, false)).hasMessageContaining("status is 99");
  }

  private CommandRecord lastCommand() {
    var commands = setting.simulator.commands();
    return commands.get(commands.size() - 1);
  }
}
