package outside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.SpeakResponse;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StubsTest {
  @Test
  void aStubTalksToAGateway() throws Exception {
    Server gateway =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(new Echo())
            .build()
            .start();
    ManagedChannel channel =
        Grpc.newChannelBuilder(
                "127.0.0.1:" + gateway.getPort(), InsecureChannelCredentials.create())
            .build();
    try {
      SpeakResponse answer =
          MediaActionsServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(5, TimeUnit.SECONDS)
              .speak(SpeakRequest.newBuilder().setCallControlId("v3:1").setPayload("Hello").build());

      assertEquals("Hello on v3:1", answer.getResult());
    } finally {
      channel.shutdownNow();
      gateway.shutdownNow();
    }
  }

  @Test
  void theRulesOfTheFieldsCanBeRead() {
    assertTrue(
        SpeakRequest.getDescriptor()
            .findFieldByName("call_control_id")
            .getOptions()
            .hasExtension(build.buf.validate.ValidateProto.field));
  }

  private static final class Echo extends MediaActionsServiceGrpc.MediaActionsServiceImplBase {
    @Override
    public void speak(SpeakRequest request, StreamObserver<SpeakResponse> answer) {
      String result = request.getPayload() + " on " + request.getCallControlId();
      answer.onNext(SpeakResponse.newBuilder().setResult(result).build());
      answer.onCompleted();
    }
  }
}
