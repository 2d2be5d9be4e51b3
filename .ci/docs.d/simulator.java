import dev.voicemedia.simulator.*;
import java.net.URI;
import java.time.*;

class InATest {
  public static void main(String[] args) throws Exception {
    URI yourWebhookUrl = URI.create("http://127.0.0.1:1/");
    // BLOCK
  }
}
