package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.EventTime;
import dev.voicemedia.gateway.waits.Basis;
import dev.voicemedia.gateway.waits.LegEvent;
import dev.voicemedia.gateway.waits.Step;
import dev.voicemedia.v1.CommandReceipt;
import dev.voicemedia.v1.WaitAccepted;
import dev.voicemedia.v1.WaitAmbiguous;
import dev.voicemedia.v1.WaitBasis;
import dev.voicemedia.v1.WaitCallEnded;
import dev.voicemedia.v1.WaitEnded;
import dev.voicemedia.v1.WaitEvent;
import dev.voicemedia.v1.WaitOverdue;
import dev.voicemedia.v1.WaitStarted;
import java.util.List;
import java.util.Objects;

/**
 * Writes what a wait reports. Responses of both methods have the same fields, a step the name of
 * its message without Wait.
 *
 * @param <R> response of a method
 */
final class WaitResponses<R extends Message> {
  private static final String RESPONSE = "Response";

  private final R empty;
  private final Descriptor type;

  WaitResponses(R empty) {
    this.empty = empty;
    this.type = empty.getDescriptorForType();
  }

  /** Name of the method. */
  String method() {
    return type.getName().substring(0, type.getName().length() - RESPONSE.length());
  }

  /**
   * @param accepted response of the command
   */
  R accepted(Cursor cursor, Basis basis, Message accepted) {
    Descriptor answer = accepted.getDescriptorForType();
    return of(
        cursor,
        basis,
        "accepted",
        WaitAccepted.newBuilder()
            .setResult((String) accepted.getField(answer.findFieldByName("result")))
            .setReceipt((CommandReceipt) accepted.getField(answer.findFieldByName("receipt")))
            .build());
  }

  R of(Cursor cursor, Step step) {
    if (step instanceof Step.Started started) {
      return of(
          cursor,
          step.basis(),
          "started",
          WaitStarted.newBuilder().setEvent(event(started.event())).build());
    } else if (step instanceof Step.Ended ended) {
      return of(
          cursor,
          step.basis(),
          "ended",
          WaitEnded.newBuilder()
              .setStatus(ended.event().status())
              .setStatusDetail(ended.event().detail())
              .setEvent(event(ended.event()))
              .build());
    } else if (step instanceof Step.Ambiguous ambiguous) {
      return of(
          cursor,
          step.basis(),
          "ambiguous",
          WaitAmbiguous.newBuilder().addAllCandidates(events(ambiguous.candidates())).build());
    } else if (step instanceof Step.CallEnded ended) {
      return of(
          cursor,
          step.basis(),
          "call_ended",
          WaitCallEnded.newBuilder()
              .setEvent(event(ended.event()))
              .addAllCandidates(events(ended.candidates()))
              .build());
    }
    Step.Overdue overdue = (Step.Overdue) step;
    return of(
        cursor,
        step.basis(),
        "overdue",
        WaitOverdue.newBuilder().addAllCandidates(events(overdue.candidates())).build());
  }

  R of(Cursor cursor, Basis basis, String step, Message message) {
    Message.Builder response =
        empty
            .newBuilderForType()
            .setField(field("cursor"), cursor.encode())
            .setField(field("basis"), WaitBasis.valueOf("WAIT_BASIS_" + basis).getValueDescriptor())
            .setField(field(step), message);
    @SuppressWarnings("unchecked") // a message's builder builds the same type
    R typed = (R) response.build();
    return typed;
  }

  private FieldDescriptor field(String name) {
    return Objects.requireNonNull(type.findFieldByName(name), name);
  }

  private static List<WaitEvent> events(List<LegEvent> events) {
    return events.stream().map(WaitResponses::event).toList();
  }

  private static WaitEvent event(LegEvent event) {
    WaitEvent.Builder written =
        WaitEvent.newBuilder()
            .setId(event.eventId())
            .setEventType(event.eventType())
            .setSpeakId(event.speakId())
            .setStatus(event.status());
    if (event.occurredAt() != null) {
      written.setOccurredAt(EventTime.timestamp(event.occurredAt()));
    }
    return written.build();
  }
}
