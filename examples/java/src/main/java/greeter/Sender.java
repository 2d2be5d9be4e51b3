package greeter;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.voicemedia.v1.MediaActionsServiceGrpc.MediaActionsServiceBlockingStub;
import dev.voicemedia.v1.RecordingChannels;
import dev.voicemedia.v1.RecordingFormat;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.StartPlaybackRequest;
import dev.voicemedia.v1.StartRecordingRequest;
import dev.voicemedia.v1.StopRecordingRequest;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Sends what is queued, one command after the other, until each has an outcome. */
final class Sender {
  static final ByteString GREETING = ByteString.copyFromUtf8("greeting");
  static final ByteString PLAYING = ByteString.copyFromUtf8("playing");
  private static final System.Logger LOG = System.getLogger("greeter");
  private static final long DEADLINE_SECONDS = 3;
  private static final long IDLE_MILLIS = 50;

  private final Database database;
  private final MediaActionsServiceBlockingStub actions;
  private final String audioUrl;

  Sender(Database database, MediaActionsServiceBlockingStub actions, String audioUrl) {
    this.database = database;
    this.actions = actions;
    this.audioUrl = audioUrl;
  }

  void run() throws InterruptedException, SQLException, InvalidProtocolBufferException {
    while (true) {
      Optional<Command> next = database.nextCommand();
      if (next.isEmpty()) {
        Thread.sleep(IDLE_MILLIS);
        continue;
      }
      Command command = next.get();
      try {
        send(command);
        database.done(command, "accepted");
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() == Code.CANCELLED && Thread.interrupted()) {
          throw new InterruptedException();
        }
        Decision decision = decide(e);
        LOG.log(
            System.Logger.Level.WARNING, "{0}: {1}, {2}", command.id(), e.getMessage(), decision);
        if (decision.outcome().isPresent()) {
          database.done(command, decision.outcome().get());
        } else {
          database.later(command, decision.againInMillis());
        }
      }
    }
  }

  private void send(Command command) {
    MediaActionsServiceBlockingStub stub =
        actions.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    switch (command.action()) {
      case "record" ->
          stub.startRecording(
              StartRecordingRequest.newBuilder()
                  .setCallControlId(command.call())
                  .setCommandId(command.id())
                  .setFormat(RecordingFormat.RECORDING_FORMAT_MP3)
                  .setChannels(RecordingChannels.RECORDING_CHANNELS_SINGLE)
                  .build());
      case "greet" ->
          stub.speak(
              SpeakRequest.newBuilder()
                  .setCallControlId(command.call())
                  .setCommandId(command.id())
                  .setClientState(GREETING)
                  .setPayload("Hello, and welcome.")
                  .setVoice("female")
                  .build());
      case "play" ->
          stub.startPlayback(
              StartPlaybackRequest.newBuilder()
                  .setCallControlId(command.call())
                  .setCommandId(command.id())
                  .setClientState(PLAYING)
                  .setAudioUrl(audioUrl)
                  .build());
      case "stop-recording" ->
          stub.stopRecording(
              StopRecordingRequest.newBuilder()
                  .setCallControlId(command.call())
                  .setCommandId(command.id())
                  .build());
      default ->
          throw new IllegalStateException("action: " + command.action() + ", expected one above");
    }
  }

  /** The command's outcome, or the time until it is repeated. */
  private record Decision(Optional<String> outcome, long againInMillis) {
    static Decision done(String outcome) {
      return new Decision(Optional.of(outcome), 0);
    }

    static Decision again(long millis) {
      return new Decision(Optional.empty(), millis);
    }
  }

  private static Decision decide(StatusRuntimeException error)
      throws InvalidProtocolBufferException {
    ErrorInfo info = ErrorInfo.getDefaultInstance();
    Optional<BadRequest> invalid = Optional.empty();
    Optional<RetryInfo> retry = Optional.empty();
    for (Any detail : StatusProto.fromThrowable(error).getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        info = detail.unpack(ErrorInfo.class);
      } else if (detail.is(BadRequest.class)) {
        invalid = Optional.of(detail.unpack(BadRequest.class));
      } else if (detail.is(RetryInfo.class)) {
        retry = Optional.of(detail.unpack(RetryInfo.class));
      }
    }
    if (info.getReason().equals("COMMAND_WINDOW_CLOSED")) {
      return Decision.done("unknown: see the events of the call");
    }
    if (retry.isPresent()) {
      return Decision.again(
          TimeUnit.SECONDS.toMillis(retry.get().getRetryDelay().getSeconds())
              + TimeUnit.NANOSECONDS.toMillis(retry.get().getRetryDelay().getNanos()));
    }
    if (invalid.isPresent()) {
      return Decision.done(
          invalid.get().getFieldViolationsList().stream()
              .map(violation -> violation.getField() + ": " + violation.getDescription())
              .collect(Collectors.joining(", ", "invalid: ", "")));
    }
    // Without details, it is not known either: the connection or the deadline got in between.
    if (!info.getMetadataOrDefault("outcome", "unknown").equals("rejected")) {
      return Decision.again(TimeUnit.SECONDS.toMillis(1));
    }
    return Decision.done("failed: " + info.getReason());
  }
}
