import dev.voicemedia.v1.*;
import io.grpc.*;

class GrpcService {
  public static void main(String[] args) {
    String call = System.getenv("CALL");
    // BLOCK
    channel.shutdownNow();
    if (commandId.isEmpty()) {
      throw new AssertionError("commandId");
    }
  }
}
