package dev.voicemedia.gateway.upstream;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Collects a body without blocking; fails once it is larger than any answer of Telnyx. */
final class LimitedBody implements BodySubscriber<byte[]> {
  static final int MAX_BYTES = 1 << 20;

  static final BodyHandler<InputStream> HANDLER =
      info -> BodySubscribers.mapping(new LimitedBody(), ByteArrayInputStream::new);

  private final BodySubscriber<byte[]> collector = BodySubscribers.ofByteArray();
  private @Nullable Subscription subscription;
  private long bytes;

  private LimitedBody() {}

  @Override
  public CompletionStage<byte[]> getBody() {
    return collector.getBody();
  }

  @Override
  public void onSubscribe(Subscription upstream) {
    subscription = upstream;
    collector.onSubscribe(upstream);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    bytes += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
    if (bytes <= MAX_BYTES) {
      collector.onNext(buffers);
    } else if (subscription != null) {
      subscription.cancel();
      collector.onError(new IOException("answer is larger than " + MAX_BYTES + " bytes"));
    }
  }

  @Override
  public void onError(Throwable failure) {
    collector.onError(failure);
  }

  @Override
  public void onComplete() {
    collector.onComplete();
  }
}
