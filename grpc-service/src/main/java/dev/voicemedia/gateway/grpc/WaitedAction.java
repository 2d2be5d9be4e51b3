package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Message;
import java.util.function.Function;

/**
 * An action whose caller waits for the end of its audio.
 *
 * @param <W> request that has the action's in it
 * @param <Q> the action's request
 * @param <A> its response
 */
record WaitedAction<W extends Message, Q extends Message, A extends Message>(
    Action<Q, A> action, Function<W, Q> request) {}
