package outside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.voicemedia.simulator.Effect;
import dev.voicemedia.simulator.Fault;
import dev.voicemedia.simulator.SimulatedCall;
import dev.voicemedia.simulator.Simulator;
import org.junit.jupiter.api.Test;

class DoormanTest {
  @Test
  void aCallIsGreetedUnlessTheVendorFails() throws Exception {
    try (Simulator simulator = Simulator.builder().port(0).start()) {
      Doorman doorman = new Doorman(simulator.baseUrl(), simulator.apiKey());
      SimulatedCall call = simulator.openCall();

      assertTrue(doorman.greet(call.callControlId()));
      assertEquals("speak", simulator.commands().get(0).action());

      simulator.inject(Fault.of(new Effect.Answer(503, false)).on("speak").times(1));
      assertFalse(doorman.greet(call.callControlId()));
    }
  }
}
