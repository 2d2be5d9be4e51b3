package dev.voicemedia.gateway.upstream;

import dev.voicemedia.client.ApiClient;
import dev.voicemedia.client.ApiException;
import dev.voicemedia.client.ApiResponse;
import dev.voicemedia.gateway.trace.Span;
import java.util.concurrent.CompletableFuture;

/**
 * A command that is ready to be sent, as often as is needed: each attempt sends the same request.
 * Something that is to be read is one, too, that has no target and no id.
 *
 * @param target what it acts on: a call, or the connection that dials
 * @param commandId makes the command idempotent at Telnyx for 60 seconds, on the same target
 * @param fields what its fields are called in the contract
 * @param repeats when it may be sent again
 * @param proof what shows that it had success
 * @param span what it is a part of
 */
public record Command(
    String target,
    String commandId,
    FieldPaths fields,
    Repeats repeats,
    Request request,
    Proof proof,
    Span span) {
  Command(String target, String commandId, FieldPaths fields, Repeats repeats, Request request) {
    this(target, commandId, fields, repeats, request, Proof.ACCEPTED, Span.NONE);
  }

  /** A command that may be repeated, and whose fields are called as in the API. */
  public Command(String target, String commandId, Request request) {
    this(target, commandId, FieldPaths.PLAIN, request);
  }

  /** A command that may be repeated. */
  Command(String target, String commandId, FieldPaths fields, Request request) {
    this(target, commandId, fields, Repeats.FREELY, request);
  }

  /** Something to be read, as often as it takes. */
  static Command read(Proof proof, Request request) {
    return new Command("", "", FieldPaths.PLAIN, Repeats.FREELY, request, proof, Span.NONE);
  }

  /** The same command, as a part of something. */
  public Command within(Span whole) {
    return new Command(target, commandId, fields, repeats, request, proof, whole);
  }

  /** Whether it only reads. */
  boolean isRead() {
    return proof != Proof.ACCEPTED;
  }

  /** One call of the generated client. */
  @FunctionalInterface
  public interface Request {
    /** Sends it; returns at once. */
    CompletableFuture<? extends ApiResponse<?>> send(ApiClient client) throws ApiException;
  }
}
