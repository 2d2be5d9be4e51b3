import dev.voicemedia.simulator.*;
import java.time.*;

class Timed {
  static void test() throws Exception {
    // BLOCK
    simulator.close();
  }

  public static void main(String[] args) throws Exception {
    test();
  }
}
