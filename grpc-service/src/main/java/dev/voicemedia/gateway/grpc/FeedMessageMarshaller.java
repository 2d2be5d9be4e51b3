package dev.voicemedia.gateway.grpc;

import com.google.protobuf.ByteString;
import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.Share;
import dev.voicemedia.gateway.event.StreamCursor;
import dev.voicemedia.gateway.feed.EventBatchResponse;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a subscription says as {@code voicemedia.v1.SubscribeResponse}. Events are encoded
 * already and go out as they are; only the others are built.
 */
final class FeedMessageMarshaller implements Marshaller<FeedMessage> {
  @Override
  public InputStream stream(FeedMessage message) {
    return new EncodedMessage(
        message instanceof FeedMessage.OfShare ofShare
            ? encode(ofShare.message(), ofShare.share())
            : encode(message, null));
  }

  @Override
  public FeedMessage parse(InputStream stream) {
    throw new UnsupportedOperationException("a server sends these and receives none");
  }

  private static ByteString encode(FeedMessage message, @Nullable Share share) {
    if (message instanceof FeedMessage.Delivery delivery) {
      return share == null ? delivery.encodedResponse() : delivery.encodedResponse(share);
    }
    Function<Cursor, String> encoding = cursor -> new StreamCursor(cursor, share).encode();
    return message instanceof FeedMessage.Batch batch
        ? EventBatchResponse.encode(batch, encoding)
        : toResponse(message, encoding).toByteString();
  }

  private static SubscribeResponse toResponse(
      FeedMessage message, Function<Cursor, String> encoding) {
    SubscribeResponse.Builder response =
        SubscribeResponse.newBuilder().setCursor(encoding.apply(message.cursor()));
    if (message instanceof FeedMessage.Opened opened) {
      response.setOpened(
          Opened.newBuilder()
              .setEarliest(encoding.apply(opened.earliest()))
              .setHead(encoding.apply(opened.head())));
    } else if (message instanceof FeedMessage.Checkpoint) {
      response.setCheckpoint(Checkpoint.getDefaultInstance());
    } else if (message instanceof FeedMessage.CaughtUp) {
      response.setCaughtUp(CaughtUp.getDefaultInstance());
    } else if (message instanceof FeedMessage.FellBehind) {
      response.setFellBehind(FellBehind.getDefaultInstance());
    } else if (message instanceof FeedMessage.Gap gap) {
      response.setGap(
          Gap.newBuilder()
              .setAfter(encoding.apply(gap.after()))
              .setUpTo(encoding.apply(gap.cursor())));
    } else if (message instanceof FeedMessage.Goodbye goodbye) {
      response.setGoodbye(Goodbye.newBuilder().setReason(reasonOf(goodbye)));
    }
    return response.build();
  }

  static Goodbye.Reason reasonOf(FeedMessage.Goodbye goodbye) {
    return switch (goodbye.reason()) {
      case DRAINING -> Goodbye.Reason.REASON_DRAINING;
      case TOO_OLD -> Goodbye.Reason.REASON_STREAM_TOO_OLD;
      case ACCESS_CHANGED -> Goodbye.Reason.REASON_ACCESS_CHANGED;
    };
  }
}
