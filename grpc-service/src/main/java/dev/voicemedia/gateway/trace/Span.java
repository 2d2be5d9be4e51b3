package dev.voicemedia.gateway.trace;

import io.grpc.Context;
import java.util.function.BiConsumer;

/**
 * One thing that is done, with its begin and its end, as a part of a trace. May be used by any
 * thread; it ends once, and what comes after that is ignored.
 */
public interface Span {
  /** Takes note of nothing. */
  Span NONE = new None();

  /** The span of the call that is being served. */
  Context.Key<Span> OF_CALL = Context.keyWithDefault("voicemedia-span", NONE);

  /** Begins a part of this, inside the gateway. */
  Span part(String name);

  /** Begins a part of this that another service answers. */
  Span request(String name);

  /** Adds an attribute. */
  Span with(String attribute, String value);

  /** Adds an attribute. */
  Span with(String attribute, long value);

  /**
   * Marks it as failed.
   *
   * @param type of the failure, one of a small set
   */
  Span failed(String type);

  /** Hands out the headers that let another service go on with the trace. */
  void headers(BiConsumer<String, String> header);

  /** Id of its trace, for a line of the log; empty where nothing is traced. */
  String traceId();

  void end();

  /** What stands for a span where nothing is traced. */
  final class None implements Span {
    private None() {}

    @Override
    public Span part(String name) {
      return this;
    }

    @Override
    public Span request(String name) {
      return this;
    }

    @Override
    public Span with(String attribute, String value) {
      return this;
    }

    @Override
    public Span with(String attribute, long value) {
      return this;
    }

    @Override
    public Span failed(String type) {
      return this;
    }

    @Override
    public void headers(BiConsumer<String, String> header) {
      // There is no trace to go on with.
    }

    @Override
    public String traceId() {
      return "";
    }

    @Override
    public void end() {
      // It never began.
    }
  }
}
