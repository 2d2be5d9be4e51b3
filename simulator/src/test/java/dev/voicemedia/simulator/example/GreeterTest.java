package dev.voicemedia.simulator.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.voicemedia.simulator.CommandRecord;
import dev.voicemedia.simulator.CommandRecord.Outcome;
import dev.voicemedia.simulator.Effect;
import dev.voicemedia.simulator.Fault;
import dev.voicemedia.simulator.ManualTimeline;
import dev.voicemedia.simulator.SimulatedCall;
import dev.voicemedia.simulator.Simulator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GreeterTest {

  private final ManualTimeline time = new ManualTimeline(Instant.now());
  private Simulator simulator;
  private Greeter greeter;

  @BeforeEach
  void start() throws IOException {
    simulator = Simulator.builder().port(0).timeline(time).start();
    greeter = new Greeter(simulator.baseUrl(), simulator.apiKey());
    simulator.sendWebhooksTo(greeter.webhookUrl());
  }

  @AfterEach
  void stop() {
    greeter.close();
    simulator.close();
  }

  @Test
  void aCallerIsGreeted() {
    SimulatedCall call = simulator.openCall();
    await().until(() -> simulator.commands().size() == 1);

    time.advance(Duration.ofMinutes(1));

    await().until(() -> greeter.greeted().contains(call.callControlId()));
  }

  @Test
  void anErrorOfTheVendorIsRetriedWithoutGreetingTwice() {
    simulator.inject(Fault.of(new Effect.Answer(503, true)).on("speak").times(1));
    simulator.openCall();

    await().until(() -> simulator.commands().size() == 2);

    assertThat(simulator.commands())
        .extracting(CommandRecord::outcome)
        .containsExactly(Outcome.EXECUTED, Outcome.REPEATED);
  }
}
