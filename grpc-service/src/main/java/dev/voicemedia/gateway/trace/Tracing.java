package dev.voicemedia.gateway.trace;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where traces begin. Closing it exports what has ended. */
public interface Tracing extends AutoCloseable {
  /** Traces nothing. */
  Tracing OFF = new Off();

  /** Begins the span of a request that nobody traces yet. */
  Span begin(String name);

  /**
   * Begins the span of a call, as a part of its caller's trace if there is one.
   *
   * @param header value of a header of the call by its name in lower case, null if it has none
   */
  Span carryOn(String name, UnaryOperator<@Nullable String> header);

  @Override
  void close();

  /** Tracing that is switched off. */
  final class Off implements Tracing {
    private Off() {}

    @Override
    public Span begin(String name) {
      return Span.NONE;
    }

    @Override
    public Span carryOn(String name, UnaryOperator<@Nullable String> header) {
      return Span.NONE;
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
