import com.google.rpc.*;
import dev.voicemedia.v1.*;
import io.grpc.*;

class Errors {
  public static void main(String[] args) throws Exception {
    ManagedChannel channel =
        Grpc.newChannelBuilder("127.0.0.1:50051", InsecureChannelCredentials.create()).build();
    try {
      MediaActionsServiceGrpc.newBlockingStub(channel).speak(SpeakRequest.getDefaultInstance());
      throw new AssertionError("a request without a call was accepted");
    } catch (StatusRuntimeException error) {
      // BLOCK
    } finally {
      channel.shutdownNow();
    }
  }
}
