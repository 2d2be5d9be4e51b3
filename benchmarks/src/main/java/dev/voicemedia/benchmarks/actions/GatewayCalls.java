package dev.voicemedia.benchmarks.actions;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.MediaActionsServiceGrpc.MediaActionsServiceFutureStub;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.SpeakResponse;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A client of a gateway's actions. */
public final class GatewayCalls implements AutoCloseable {
  private static final SpeakRequest SPEAK =
      speakOn("v3:550e8400-e29b-41d4-a716-446655440000_gRU1OGRkYQ");

  private final ManagedChannel channel;
  private final MediaActionsServiceFutureStub stub;

  private GatewayCalls(ManagedChannel channel) {
    this.channel = channel;
    this.stub = MediaActionsServiceGrpc.newFutureStub(channel);
  }

  public static GatewayCalls to(int port) {
    return new GatewayCalls(
        Grpc.newChannelBuilder("127.0.0.1:" + port, InsecureChannelCredentials.create()).build());
  }

  /** Speaks on one call. */
  public CompletableFuture<SpeakResponse> speak() {
    return completable(stub.speak(SPEAK));
  }

  static SpeakRequest speakOn(String call) {
    return SpeakRequest.newBuilder()
        .setCallControlId(call)
        .setPayload("Hello, this is a call from your pharmacy.")
        .setVoice("female")
        .setLanguage("en-US")
        .build();
  }

  static <T> CompletableFuture<T> completable(ListenableFuture<T> call) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    call.addListener(
        () -> {
          try {
            answer.complete(Futures.getDone(call));
          } catch (ExecutionException e) {
            answer.completeExceptionally(e);
          }
        },
        MoreExecutors.directExecutor());
    return answer;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
