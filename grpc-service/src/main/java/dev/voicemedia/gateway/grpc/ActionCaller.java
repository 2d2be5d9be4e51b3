package dev.voicemedia.gateway.grpc;

import dev.voicemedia.gateway.waits.SentCommands.Sent;
import io.grpc.StatusRuntimeException;
import java.util.Optional;

/**
 * Whoever an action is run for. Exactly one of the answers comes, unless the caller goes before.
 *
 * @param <R> the action's response
 */
interface ActionCaller<R> {
  /** Has this run when the caller goes away. Called once, before any answer but a failure. */
  void whenGone(Runnable cancel);

  /**
   * The vendor has accepted the command.
   *
   * @param sent empty if it has nothing to do with audio
   */
  void accepted(R response, Optional<Sent> sent);

  void failed(StatusRuntimeException error);
}
