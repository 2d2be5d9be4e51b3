package dev.voicemedia.gateway.grpc;

import dev.voicemedia.v1.MediaActionsServiceGrpc.MediaActionsServiceBlockingStub;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.StopPlaybackRequest;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A caller with one command, in more or less of a hurry, that repeats it when it is not told. */
final class CallerStory {
  /**
   * What the caller was told.
   *
   * @param outcome ok, or the error's
   * @param until when it repeated the command; what is executed later is not meant by this
   */
  record Told(String outcome, String error, Instant until) {}

  private static final int MAX_REPEATS = 3;
  private static final int[] DEADLINES_MS = {180, 400, 1_500, 3_000, 3_000, 3_000};

  private final String callControlId;
  private final String commandId;
  private final Random random;
  private final List<Told> told = new ArrayList<>();

  CallerStory(String callControlId, String commandId, Random random) {
    this.callControlId = callControlId;
    this.commandId = commandId;
    this.random = random;
  }

  String callControlId() {
    return callControlId;
  }

  String commandId() {
    return commandId;
  }

  List<Told> told() {
    return told;
  }

  CallerStory play(ActionsServer gateway) {
    boolean repeats = random.nextInt(10) < 7;
    boolean again = true;
    for (int i = 0; again && i <= (repeats ? MAX_REPEATS : 0); i++) {
      again = ask(gateway, i == MAX_REPEATS || !repeats);
    }
    return this;
  }

  /** Whether it is worth a repeat. */
  private boolean ask(ActionsServer gateway, boolean last) {
    int deadline = DEADLINES_MS[random.nextInt(DEADLINES_MS.length)];
    String outcome;
    String error = "";
    try {
      send(gateway.stub().withDeadlineAfter(deadline, TimeUnit.MILLISECONDS));
      outcome = "ok";
    } catch (StatusRuntimeException e) {
      // Without details the caller's own deadline came first: it knows nothing then.
      RpcError failure = RpcError.ofNullable(e);
      outcome = failure == null ? "unknown" : failure.outcome();
      error =
          failure == null
              ? e.getStatus().getCode() + " told by the client"
              : failure.code() + " " + failure.reason();
    }
    boolean again = !last && (outcome.equals("unknown") || outcome.equals("not_sent"));
    told.add(new Told(outcome, error, again ? Instant.now() : Instant.MAX));
    return again;
  }

  private void send(MediaActionsServiceBlockingStub stub) {
    if (commandId.hashCode() % 2 == 0) {
      var unused =
          stub.speak(
              SpeakRequest.newBuilder()
                  .setCallControlId(callControlId)
                  .setCommandId(commandId)
                  .setPayload("Hello")
                  .setVoice("female")
                  .build());
    } else {
      var unused =
          stub.stopPlayback(
              StopPlaybackRequest.newBuilder()
                  .setCallControlId(callControlId)
                  .setCommandId(commandId)
                  .build());
    }
  }
}
