package dev.voicemedia.gateway.grpc;

import dev.voicemedia.gateway.feed.FeedMessage;
import dev.voicemedia.v1.CaughtUp;
import dev.voicemedia.v1.Checkpoint;
import dev.voicemedia.v1.FellBehind;
import dev.voicemedia.v1.Gap;
import dev.voicemedia.v1.Goodbye;
import dev.voicemedia.v1.Opened;
import dev.voicemedia.v1.SubscribeResponse;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.InputStream;

/**
 * Writes what a subscription says as {@code voicemedia.v1.SubscribeResponse}. An event is encoded
 * already and goes out as it is; only the others are built.
 */
final class FeedMessageMarshaller implements Marshaller<FeedMessage> {
  @Override
  public InputStream stream(FeedMessage message) {
    return new EncodedMessage(
        message instanceof FeedMessage.Delivery delivery
            ? delivery.encodedResponse()
            : toResponse(message).toByteString());
  }

  @Override
  public FeedMessage parse(InputStream stream) {
    throw new UnsupportedOperationException("a server sends these and receives none");
  }

  private static SubscribeResponse toResponse(FeedMessage message) {
    SubscribeResponse.Builder response =
        SubscribeResponse.newBuilder().setCursor(message.cursor().encode());
    if (message instanceof FeedMessage.Opened opened) {
      response.setOpened(
          Opened.newBuilder()
              .setEarliest(opened.earliest().encode())
              .setHead(opened.head().encode()));
    } else if (message instanceof FeedMessage.Checkpoint) {
      response.setCheckpoint(Checkpoint.getDefaultInstance());
    } else if (message instanceof FeedMessage.CaughtUp) {
      response.setCaughtUp(CaughtUp.getDefaultInstance());
    } else if (message instanceof FeedMessage.FellBehind) {
      response.setFellBehind(FellBehind.getDefaultInstance());
    } else if (message instanceof FeedMessage.Gap gap) {
      response.setGap(
          Gap.newBuilder().setAfter(gap.after().encode()).setUpTo(gap.cursor().encode()));
    } else if (message instanceof FeedMessage.Goodbye goodbye) {
      response.setGoodbye(Goodbye.newBuilder().setReason(reasonOf(goodbye)));
    }
    return response.build();
  }

  private static Goodbye.Reason reasonOf(FeedMessage.Goodbye goodbye) {
    return switch (goodbye.reason()) {
      case DRAINING -> Goodbye.Reason.REASON_DRAINING;
      case TOO_OLD -> Goodbye.Reason.REASON_STREAM_TOO_OLD;
      case ACCESS_CHANGED -> Goodbye.Reason.REASON_ACCESS_CHANGED;
    };
  }
}
