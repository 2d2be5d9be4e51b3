package dev.voicemedia.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/** A simulator on time that stands still, a receiver of its webhooks, a client, a call. */
final class Setting implements AutoCloseable {

  static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  final ManualTimeline time = new ManualTimeline(START);
  final WebhookReceiver receiver = new WebhookReceiver();
  final Simulator simulator;
  final ApiClient client;
  final SimulatedCall call;

  Setting() {
    this(builder -> builder);
  }

  /** Ten characters a second, five seconds a file, one second to save a recording. */
  Setting(UnaryOperator<Simulator.Builder> settings) {
    try {
      simulator =
          settings
              .apply(
                  Simulator.builder()
                      .port(0)
                      .timeline(time)
                      .speechRate(10)
                      .webhookUrl(receiver.url()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    client = new ApiClient(simulator);
    call = simulator.openCall();
  }

  ApiClient.Reply command(String action, String body) {
    return client.command(call, action, body);
  }

  void advance(double seconds) {
    time.advance(Duration.ofMillis(Math.round(seconds * 1000)));
  }

  /** The types of what has happened since the call was answered. */
  List<String> happened() {
    return simulator.webhooks().stream().skip(2).map(WebhookRecord::eventType).toList();
  }

  /** When something of the type happened for the last time, in seconds since the start. */
  double lastTime(String type) {
    return simulator.webhooks().stream()
        .filter(webhook -> webhook.eventType().equals(type))
        .map(webhook -> Duration.between(START, webhook.occurredAt()).toMillis() / 1000.0)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  @Override
  public void close() {
    simulator.close();
    receiver.close();
  }
}
