package dev.voicemedia.gateway;

import static dev.voicemedia.gateway.GatewayRun.assertFails;
import static dev.voicemedia.gateway.GatewayRun.eventsUntil;
import static dev.voicemedia.gateway.GatewayRun.fromEarliest;
import static dev.voicemedia.gateway.GatewayRun.messagesUntil;
import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.simulator.SimulatedCall;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse;
import io.grpc.Status.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gateways that stop and start again on the same log. */
final class GatewayRestartTest {
  @TempDir private Path folder;
  private GatewayRun gateway;

  @BeforeEach
  void start() throws IOException {
    gateway = new GatewayRun(folder);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void aStreamIsResumedAfterAnyCursorAlsoAfterARestart() throws Exception {
    SimulatedCall call = gateway.simulator().openCall();
    gateway.speak(call, "one");
    List<SubscribeResponse> all =
        messagesUntil(
            gateway.subscribe(fromEarliest()),
            m -> m.getEvent().getEventType().equals("call.speak.ended"));
    gateway.restart();
    gateway.speak(call, "two");

    List<SubscribeResponse> events = all.stream().filter(SubscribeResponse::hasEvent).toList();
    SubscribeResponse second = events.get(1);
    List<String> rest =
        messagesUntil(
                gateway.subscribe(SubscribeRequest.newBuilder().setAfter(second.getCursor())),
                new GatewayRun.CountOf("call.speak.ended", 2))
            .stream()
            .filter(SubscribeResponse::hasEvent)
            .map(m -> m.getEvent().getId())
            .toList();
    assertThat(rest).hasSize(4).doesNotHaveDuplicates();
    assertThat(rest.subList(0, 2))
        .containsExactly(events.get(2).getEvent().getId(), events.get(3).getEvent().getId());
  }

  @Test
  void webhooksThatCameWhileTheGatewayWasDownArriveOnce() throws Exception {
    gateway.stop();
    gateway.simulator().openCall();
    gateway.start();

    assertThat(eventsUntil(gateway.subscribe(fromEarliest()), "call.answered"))
        .extracting(Event::getEventType)
        .containsExactly("call.initiated", "call.answered");
  }

  @Test
  void stoppingSaysGoodbyeWithACursorThatGoesOn() throws Exception {
    Iterator<SubscribeResponse> stream = gateway.subscribe(fromEarliest());
    messagesUntil(stream, SubscribeResponse::hasCaughtUp);
    CompletableFuture<Void> stopped = CompletableFuture.runAsync(gateway::stop);
    List<SubscribeResponse> last = messagesUntil(stream, SubscribeResponse::hasGoodbye);
    assertThat(stream.hasNext()).isFalse(); // ended with OK
    stopped.get(GatewayRun.DEADLINE_SECONDS, TimeUnit.SECONDS);
    gateway.start();
    gateway.simulator().openCall();

    String cursor = last.get(last.size() - 1).getCursor();
    assertThat(
            eventsUntil(
                gateway.subscribe(SubscribeRequest.newBuilder().setAfter(cursor)), "call.answered"))
        .hasSize(2);
  }

  @Test
  void aRejectedApiKeyIsThePreconditionThatFailed() throws Exception {
    gateway.stop();
    gateway.start("KEY-wrong");
    SimulatedCall call = gateway.simulator().openCall();
    assertFails(
        () -> gateway.speak(call, "x"), Code.FAILED_PRECONDITION, "UPSTREAM_CREDENTIALS_REJECTED");
  }
}
