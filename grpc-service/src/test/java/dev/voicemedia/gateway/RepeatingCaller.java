package dev.voicemedia.gateway;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.SpeakResponse;
import io.grpc.ManagedChannel;
import io.grpc.protobuf.StatusProto;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Sends actions, each with an id of its own, and repeats what fails with the same id. */
final class RepeatingCaller implements AutoCloseable {
  private static final long PAUSE_MILLIS = 200;
  private static final long DEADLINE_SECONDS = 10;

  private final ManagedChannel channel;
  private final ScheduledExecutorService pauses = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger repeats = new AtomicInteger();
  private final AtomicInteger unknown = new AtomicInteger();

  RepeatingCaller(ManagedChannel channel) {
    this.channel = channel;
  }

  void speak(String call, String commandId) {
    Futures.addCallback(
        MediaActionsServiceGrpc.newFutureStub(channel)
            .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
            .speak(
                SpeakRequest.newBuilder()
                    .setCallControlId(call)
                    .setCommandId(commandId)
                    .setPayload("Hello")
                    .setVoice("female")
                    .build()),
        new FutureCallback<SpeakResponse>() {
          @Override
          public void onSuccess(@Nullable SpeakResponse response) {
            accepted.incrementAndGet();
          }

          @Override
          public void onFailure(Throwable failure) {
            if ("unknown".equals(outcomeOf(failure))) {
              unknown.incrementAndGet();
            }
            repeats.incrementAndGet();
            repeat(call, commandId);
          }
        },
        MoreExecutors.directExecutor());
  }

  private void repeat(String call, String commandId) {
    try {
      var unused =
          pauses.schedule(() -> speak(call, commandId), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      // Nobody waits for it any longer.
    }
  }

  int accepted() {
    return accepted.get();
  }

  int repeats() {
    return repeats.get();
  }

  /** How often the gateway did not know whether a command had taken effect. */
  int unknown() {
    return unknown.get();
  }

  @Override
  public void close() {
    pauses.shutdownNow();
  }

  /** What the gateway says; without its details, it was not reached. */
  private static String outcomeOf(Throwable failure) {
    Status status = StatusProto.fromThrowable(failure);
    if (status != null) {
      for (Any detail : status.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          try {
            return detail.unpack(ErrorInfo.class).getMetadataOrDefault("outcome", "");
          } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
          }
        }
      }
    }
    return "";
  }
}
