package dev.voicemedia.gateway.upstream;

import java.util.concurrent.CompletableFuture;

/** Sends a command once. */
@FunctionalInterface
interface AttemptSender {
  /**
   * Returns at once. Cancelling the result ends the exchange, down to the socket.
   *
   * @return fails with {@link CommandException}
   * @throws IllegalStateException if the command cannot be written as a request; nothing was sent
   */
  CompletableFuture<CommandResult> send(Command command);
}
