package dev.voicemedia.gateway.upstream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Collects a body without blocking. One that is larger than any answer of Telnyx is cut off and
 * read as empty: the status still says what became of the command. So is one that is compressed,
 * which nobody asked for, and which the generated client would unpack without a limit.
 */
final class LimitedBody implements BodySubscriber<byte[]> {
  static final int MAX_BYTES = 1 << 20;

  static final BodyHandler<InputStream> HANDLER = handler(MAX_BYTES);

  private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private final int limit;
  private @Nullable Subscription subscription;

  private LimitedBody(int limit) {
    this.limit = limit;
  }

  /** Collects bodies up to a size. */
  static BodyHandler<InputStream> handler(int maxBytes) {
    return info ->
        BodySubscribers.mapping(
            new LimitedBody(info.headers().firstValue("content-encoding").isEmpty() ? maxBytes : 0),
            body ->
                new ByteArrayInputStream(
                    Charset.defaultCharset().equals(StandardCharsets.UTF_8)
                        ? body
                        : asciiOf(body)));
  }

  /**
   * JSON in UTF-8 as the same JSON in ASCII. The generated client decodes with the default charset,
   * which on Java 17 is the locale's.
   */
  static byte[] asciiOf(byte[] utf8) {
    StringBuilder ascii = new StringBuilder(utf8.length);
    for (char c : new String(utf8, StandardCharsets.UTF_8).toCharArray()) {
      if (c < 0x80) {
        ascii.append(c);
      } else {
        ascii.append("\\u").append(HexFormat.of().toHexDigits(c));
      }
    }
    return ascii.toString().getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Subscription upstream) {
    subscription = upstream;
    upstream.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      if (collected.size() + buffer.remaining() > limit) {
        collected.reset();
        body.complete(new byte[0]);
        if (subscription != null) {
          subscription.cancel();
        }
        return;
      }
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      collected.writeBytes(bytes);
    }
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    body.complete(collected.toByteArray());
  }
}
