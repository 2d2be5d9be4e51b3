package dev.voicemedia.gateway.calls;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.voicemedia.gateway.event.EventTime;
import dev.voicemedia.v1.Call;
import dev.voicemedia.v1.CallAnswered;
import dev.voicemedia.v1.CallHangup;
import dev.voicemedia.v1.CallInitiated;
import dev.voicemedia.v1.CallState;
import dev.voicemedia.v1.Event;
import java.time.Instant;
import java.util.Optional;

/** What the events of one leg add up to. */
final class LegReducer {
  private static final String INITIATED = "call.initiated";
  private static final String ANSWERED = "call.answered";
  private static final String HANGUP = "call.hangup";

  private final Latest<String> callControlId = new Latest<>();
  private final Latest<String> callLegId = new Latest<>();
  private final Latest<String> callSessionId = new Latest<>();
  private final Latest<String> connectionId = new Latest<>();
  private final Latest<String> from = new Latest<>();
  private final Latest<String> to = new Latest<>();
  private final Latest<String> direction = new Latest<>();
  private final Latest<Timestamp> startedAt = new Latest<>();
  private final Latest<Timestamp> initiated = new Latest<>();
  private final Latest<Timestamp> answered = new Latest<>();
  private final Latest<Timestamp> hungUp = new Latest<>();
  private final Latest<CallHangup> hangup = new Latest<>();
  private final Latest<ClientState> clientState = new Latest<>();
  private final MediaReducer media = new MediaReducer();
  private final RecordingReducer recordings = new RecordingReducer();
  private Instant firstAt = Instant.MAX;

  void add(long position, Event event) {
    Stamp at = Stamp.of(event, position);
    firstAt = firstAt.isBefore(at.at()) ? firstAt : at.at();
    offerText(callControlId, at, event.getCallControlId());
    offerText(callLegId, at, event.getCallLegId());
    offerText(callSessionId, at, event.getCallSessionId());
    offerText(connectionId, at, event.getConnectionId());
    clientState.offerIf(
        event.hasClientState() || event.hasClientStateText(), at, ClientState.of(event));
    addMilestone(at, event);
    media.add(at, event);
    recordings.add(at, event);
  }

  /** When the first event that is known of it happened. */
  Instant firstAt() {
    return firstAt;
  }

  /**
   * The leg as it is.
   *
   * @param allSeen whether there are no events that were not added
   */
  Call call(boolean allSeen) {
    Call.Builder call =
        Call.newBuilder()
            .setCallControlId(callControlId.get().orElse(""))
            .setCallLegId(callLegId.get().orElse(""))
            .setCallSessionId(callSessionId.get().orElse(""))
            .setConnectionId(connectionId.get().orElse(""))
            .setState(state())
            .setIncomplete(!allSeen || initiated.get().isEmpty());
    from.get().ifPresent(call::setFrom);
    to.get().ifPresent(call::setTo);
    direction.get().ifPresent(call::setDirection);
    startedAt.get().or(initiated::get).ifPresent(call::setStartedAt);
    answered.get().ifPresent(call::setAnsweredAt);
    describeEnd(call);
    media.describe(call, call.getState() == CallState.CALL_STATE_ENDED);
    recordings.describe(call);
    clientState.get().ifPresent(state -> state.describe(call));
    return call.build();
  }

  /** By the event's type, which an event without a payload has, too. */
  private void addMilestone(Stamp at, Event event) {
    Timestamp then = EventTime.timestamp(at.at());
    switch (event.getEventType()) {
      case INITIATED -> {
        initiated.offer(at, then);
        add(at, event.getCallInitiated());
      }
      case ANSWERED -> {
        answered.offer(at, then);
        add(at, event.getCallAnswered());
      }
      case HANGUP -> {
        hungUp.offer(at, then);
        hangup.offerIf(event.hasCallHangup(), at, event.getCallHangup());
        add(at, event.getCallHangup());
      }
      default -> {} // does not change how far the leg has come
    }
  }

  private void add(Stamp at, CallInitiated payload) {
    from.offerIf(payload.hasFrom(), at, payload.getFrom());
    to.offerIf(payload.hasTo(), at, payload.getTo());
    direction.offerIf(payload.hasDirection(), at, payload.getDirection());
    startedAt.offerIf(payload.hasStartTime(), at, payload.getStartTime());
  }

  private void add(Stamp at, CallAnswered payload) {
    from.offerIf(payload.hasFrom(), at, payload.getFrom());
    to.offerIf(payload.hasTo(), at, payload.getTo());
    startedAt.offerIf(payload.hasStartTime(), at, payload.getStartTime());
  }

  private void add(Stamp at, CallHangup payload) {
    from.offerIf(payload.hasFrom(), at, payload.getFrom());
    to.offerIf(payload.hasTo(), at, payload.getTo());
    startedAt.offerIf(payload.hasStartTime(), at, payload.getStartTime());
  }

  /** The furthest that any event says, whatever comes after it. */
  private CallState state() {
    if (hungUp.get().isPresent()) {
      return CallState.CALL_STATE_ENDED;
    } else if (answered.get().isPresent()) {
      return CallState.CALL_STATE_ANSWERED;
    }
    return initiated.get().isPresent()
        ? CallState.CALL_STATE_RINGING
        : CallState.CALL_STATE_UNSPECIFIED;
  }

  private void describeEnd(Call.Builder call) {
    Optional<CallHangup> end = hangup.get();
    end.filter(CallHangup::hasEndTime)
        .map(CallHangup::getEndTime)
        .or(hungUp::get)
        .ifPresent(call::setEndedAt);
    end.filter(CallHangup::hasHangupCause)
        .ifPresent(known -> call.setHangupCause(known.getHangupCause()));
    end.filter(CallHangup::hasHangupSource)
        .ifPresent(known -> call.setHangupSource(known.getHangupSource()));
    end.filter(CallHangup::hasSipHangupCause)
        .ifPresent(known -> call.setSipHangupCause(known.getSipHangupCause()));
  }

  private static void offerText(Latest<String> latest, Stamp at, String text) {
    latest.offerIf(!text.isEmpty(), at, text);
  }

  /**
   * State of the consumer's, as an event has it.
   *
   * @param decoded empty if it is not base64
   * @param text empty if the event was stored before events had it
   */
  private record ClientState(Optional<ByteString> decoded, Optional<String> text) {
    static ClientState of(Event event) {
      return new ClientState(
          event.hasClientState() ? Optional.of(event.getClientState()) : Optional.empty(),
          event.hasClientStateText() ? Optional.of(event.getClientStateText()) : Optional.empty());
    }

    void describe(Call.Builder call) {
      decoded.ifPresent(call::setClientState);
      text.ifPresent(call::setClientStateText);
    }
  }
}
