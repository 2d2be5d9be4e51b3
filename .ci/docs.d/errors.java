import com.google.protobuf.*;
import com.google.rpc.*;
import com.google.rpc.BadRequest.*;
import dev.voicemedia.v1.*;
import io.grpc.*;
import io.grpc.protobuf.StatusProto;

class Errors {
  public static void main(String[] args) throws Exception {
    ManagedChannel channel =
        Grpc.newChannelBuilder("127.0.0.1:50051", InsecureChannelCredentials.create()).build();
    try {
      MediaActionsServiceGrpc.newBlockingStub(channel).speak(SpeakRequest.getDefaultInstance());
      throw new AssertionError("a request without a call was accepted");
    } catch (StatusRuntimeException error) {
      // BLOCK
      if (StatusProto.fromThrowable(error).getDetailsCount() < 2) {
        throw new AssertionError(error);
      }
    } finally {
      channel.shutdownNow();
    }
  }
}
