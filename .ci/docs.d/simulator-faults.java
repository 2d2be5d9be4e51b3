import dev.voicemedia.simulator.*;
import java.time.*;

class Faulty {
  public static void main(String[] args) throws Exception {
    Simulator simulator = Simulator.builder().port(0).start();
    SimulatedCall call = simulator.openCall();
    // BLOCK
    simulator.close();
  }
}
