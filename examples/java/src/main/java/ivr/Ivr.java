package ivr;

import com.google.rpc.ErrorInfo;
import dev.voicemedia.v1.AnswerRequest;
import dev.voicemedia.v1.CallControlServiceGrpc;
import dev.voicemedia.v1.CallControlServiceGrpc.CallControlServiceBlockingStub;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.GatherUsingSpeakRequest;
import dev.voicemedia.v1.HangupRequest;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.MediaActionsServiceGrpc.MediaActionsServiceBlockingStub;
import dev.voicemedia.v1.RecordingChannels;
import dev.voicemedia.v1.RecordingFormat;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.StartRecordingRequest;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/**
 * Answers each call that comes in, asks for digits, says them back, records a message, and hangs
 * up. Each command's id is that of the event that led to it, so that a repeat has no effect. It
 * keeps its cursor in memory: the greeter beside it shows how to resume after a crash.
 */
public final class Ivr {
  private static final int LONGEST_MESSAGE_SECONDS = 2;

  private final CallControlServiceBlockingStub calls;
  private final MediaActionsServiceBlockingStub media;

  private Ivr(ManagedChannel channel) {
    calls = CallControlServiceGrpc.newBlockingStub(channel);
    media = MediaActionsServiceGrpc.newBlockingStub(channel);
  }

  public static void main(String[] arguments) throws InterruptedException {
    String address = System.getenv().getOrDefault("VOICEMEDIA_ADDRESS", "127.0.0.1:50051");
    ManagedChannel channel =
        Grpc.newChannelBuilder(address, InsecureChannelCredentials.create()).build();
    Ivr ivr = new Ivr(channel);
    SubscribeRequest.Builder request = SubscribeRequest.newBuilder().setContinueAfterGap(true);
    while (true) {
      try {
        Iterator<SubscribeResponse> stream =
            WebhookEventsServiceGrpc.newBlockingStub(channel).subscribe(request.build());
        while (stream.hasNext()) {
          SubscribeResponse message = stream.next();
          if (message.hasOpened()) {
            System.out.println("ready");
          } else if (message.hasEvent()) {
            ivr.handle(message.getEvent());
          }
          request.setAfter(message.getCursor());
        }
      } catch (StatusRuntimeException e) {
        System.out.println("another stream after " + e.getStatus());
      }
      TimeUnit.SECONDS.sleep(1);
    }
  }

  private void handle(Event event) {
    try {
      answerTo(event);
    } catch (StatusRuntimeException e) {
      // Such as CALL_ENDED, since the caller may hang up at any time.
      System.out.println(event.getEventType() + ": " + reasonOf(e));
    }
  }

  private void answerTo(Event event) {
    String call = event.getCallControlId();
    String command = event.getId();
    switch (event.getEventType()) {
      case "call.initiated" -> {
        if (event.getCallInitiated().getDirection().equals("incoming")) {
          calls
              .withDeadlineAfter(15, TimeUnit.SECONDS)
              .answer(
                  AnswerRequest.newBuilder().setCallControlId(call).setCommandId(command).build());
        }
      }
      case "call.answered" ->
          calls
              .withDeadlineAfter(15, TimeUnit.SECONDS)
              .gatherUsingSpeak(
                  GatherUsingSpeakRequest.newBuilder()
                      .setCallControlId(call)
                      .setPayload("Please key in your number, then the hash key")
                      .setVoice("female")
                      .setTerminatingDigit("#")
                      .setCommandId(command)
                      .build());
      case "call.gather.ended" ->
          media
              .withDeadlineAfter(15, TimeUnit.SECONDS)
              .speak(
                  SpeakRequest.newBuilder()
                      .setCallControlId(call)
                      .setPayload("You keyed in " + event.getCallGatherEnded().getDigits())
                      .setVoice("female")
                      .setCommandId(command)
                      .build());
      case "call.speak.ended" ->
          media
              .withDeadlineAfter(15, TimeUnit.SECONDS)
              .startRecording(
                  StartRecordingRequest.newBuilder()
                      .setCallControlId(call)
                      .setFormat(RecordingFormat.RECORDING_FORMAT_MP3)
                      .setChannels(RecordingChannels.RECORDING_CHANNELS_SINGLE)
                      .setMaxLength(LONGEST_MESSAGE_SECONDS)
                      .setPlayBeep(true)
                      .setCommandId(command)
                      .build());
      case "call.recording.saved" ->
          calls
              .withDeadlineAfter(15, TimeUnit.SECONDS)
              .hangup(
                  HangupRequest.newBuilder().setCallControlId(call).setCommandId(command).build());
      default -> {}
    }
  }

  private static String reasonOf(StatusRuntimeException e) {
    com.google.rpc.Status status = StatusProto.fromThrowable(e);
    if (status != null) {
      for (var detail : status.getDetailsList()) {
        try {
          if (detail.is(ErrorInfo.class)) {
            return detail.unpack(ErrorInfo.class).getReason();
          }
        } catch (com.google.protobuf.InvalidProtocolBufferException unreadable) {
          break;
        }
      }
    }
    return e.getStatus().toString();
  }
}
