package dev.voicemedia.gateway.cli.client;

import dev.voicemedia.gateway.cli.text.Suggestion;
import dev.voicemedia.v1.Event;
import java.util.List;
import java.util.stream.Stream;

/**
 * Types of events that are known to exist. Others may, too, so that a filter with one is not wrong,
 * only perhaps misspelt.
 */
final class KnownEventTypes {
  /** Types of Telnyx voice that the contract has no payload for. */
  private static final List<String> WITHOUT_PAYLOAD =
      List.of(
          "call.ai_gather.ended",
          "call.ai_gather.message_history_updated",
          "call.ai_gather.partial_results",
          "call.bridged",
          "call.conversation.ended",
          "call.conversation_insights.generated",
          "call.cost",
          "call.deepfake_detection.error",
          "call.deepfake_detection.result",
          "call.dequeued",
          "call.enqueued",
          "call.fork.started",
          "call.fork.stopped",
          "call.hold",
          "call.machine.detection.ended",
          "call.machine.greeting.ended",
          "call.machine.premium.detection.ended",
          "call.machine.premium.greeting.ended",
          "call.refer.completed",
          "call.refer.failed",
          "call.refer.started",
          "call.siprec.failed",
          "call.siprec.started",
          "call.siprec.stopped",
          "call.streaming.failed",
          "call.streaming.started",
          "call.streaming.stopped",
          "call.transcription",
          "call.unhold",
          "conference.created",
          "conference.ended",
          "conference.floor.changed",
          "conference.participant.joined",
          "conference.participant.left",
          "conference.participant.playback.ended",
          "conference.participant.playback.started",
          "conference.participant.speak.ended",
          "conference.participant.speak.started",
          "conference.playback.ended",
          "conference.playback.started",
          "conference.recording.saved",
          "conference.speak.ended",
          "conference.speak.started",
          "streaming.failed",
          "streaming.started",
          "streaming.stopped");

  private static final List<String> ALL =
      Stream.concat(withPayload(), WITHOUT_PAYLOAD.stream()).sorted().toList();

  private KnownEventTypes() {}

  /** Whether a type, or any type of a pattern such as {@code call.playback.*}, is known. */
  static boolean include(String type) {
    return type.endsWith("*")
        ? ALL.stream().anyMatch(each -> each.startsWith(type.substring(0, type.length() - 1)))
        : ALL.contains(type);
  }

  static String suggestion(String type) {
    return Suggestion.text(type, ALL);
  }

  /** The payload {@code call_speak_ended} is that of {@code call.speak.ended}. */
  private static Stream<String> withPayload() {
    return Event.getDescriptor().getOneofs().stream()
        .filter(oneof -> oneof.getName().equals("payload"))
        .flatMap(oneof -> oneof.getFields().stream())
        .map(field -> field.getName().replace('_', '.'));
  }
}
