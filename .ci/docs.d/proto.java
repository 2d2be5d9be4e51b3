import dev.voicemedia.v1.*;
import io.grpc.*;

class Proto {
  public static void main(String[] args) {
    String call = System.getenv("CALL");
    // BLOCK
    channel.shutdownNow();
    if (!response.getResult().equals("ok")) {
      throw new AssertionError(response);
    }
  }
}
