package dev.voicemedia.gateway.grpc;

import com.google.rpc.BadRequest.FieldViolation;
import dev.voicemedia.gateway.access.AccessRefusedException;
import dev.voicemedia.gateway.access.MethodTable;
import dev.voicemedia.gateway.event.Cursor;
import dev.voicemedia.gateway.event.CursorException;
import dev.voicemedia.gateway.event.MalformedCursorException;
import dev.voicemedia.gateway.event.PrintableText;
import dev.voicemedia.gateway.event.StreamCursor;
import dev.voicemedia.gateway.eventlog.EventLogException;
import dev.voicemedia.gateway.recovery.StoppingException;
import dev.voicemedia.gateway.recovery.UnknownUrlException;
import dev.voicemedia.gateway.time.Failures;
import dev.voicemedia.gateway.upstream.CommandException;
import dev.voicemedia.gateway.upstream.CommandOutcome;
import dev.voicemedia.gateway.upstream.DeliveryListException;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps every failure to its error and logs it, by the table of {@link Reason}s. */
final class ErrorMapper {
  private static final Logger log = LoggerFactory.getLogger(ErrorMapper.class);
  private static final int NOT_FOUND = 404;
  private static final Duration RETRY_BUSY_AFTER = Duration.ofSeconds(1);
  private static final Duration RETRY_BEHIND_AFTER = Duration.ofSeconds(1);

  /** An error without more context than itself. */
  StatusRuntimeException map(Throwable failure) {
    return detailsOf(Failures.unwrap(failure)).build();
  }

  /**
   * An error of a media action.
   *
   * @param commandId empty if there is none yet
   * @param otherwise outcome of a failure that has none of its own
   */
  StatusRuntimeException ofAction(Throwable failure, String commandId, CommandOutcome otherwise) {
    CommandException e = CommandException.of(failure);
    ErrorDetails details;
    if (e == null) {
      details = detailsOf(Failures.unwrap(failure)).with("outcome", otherwise.label());
    } else {
      details =
          CommandErrors.detailsOf(e)
              .with("outcome", e.outcome().label())
              .with("from_memory", e.isFromMemory() ? "true" : "");
      logCommand(e, commandId);
    }
    return details.with("command_id", commandId).build();
  }

  /** An error of something that was to be read at Telnyx. */
  StatusRuntimeException ofRead(Throwable failure) {
    CommandException e = CommandException.of(failure);
    if (e == null) {
      return map(failure);
    } else if (e.answer().filter(answer -> answer.status() == NOT_FOUND).isPresent()) {
      return recordingNotFound();
    }
    log.atLevel(CommandErrors.reasonOf(e).level())
        .log("Read: {}{}", messageOf(e), e.getCause() == null ? "" : " (" + e.getCause() + ")");
    return CommandErrors.detailsOf(e).build();
  }

  /** A recording that is not there, or that the caller may not see: nobody can tell which. */
  StatusRuntimeException recordingNotFound() {
    return ErrorDetails.of(Reason.RECORDING_NOT_FOUND, "no such recording").build();
  }

  /** What came in place of one message of the method's type. */
  StatusRuntimeException unreadable(MethodDescriptor<?, ?> method, String message) {
    String name = method.getFullMethodName();
    log.atLevel(Reason.INVALID_REQUEST.level()).log("{}: {}", name, message);
    boolean command = MethodTable.useOf(name).isCommand();
    return ErrorDetails.of(Reason.INVALID_REQUEST, message)
        .with("outcome", command ? CommandOutcome.NOT_SENT.label() : "")
        .build();
  }

  /** No event with this id is stored. */
  StatusRuntimeException eventNotFound(String id) {
    return ErrorDetails.of(Reason.EVENT_NOT_FOUND, "no event with id " + id).build();
  }

  /** No event of this call is stored, or none that the caller may see. */
  StatusRuntimeException callNotFound(String id) {
    return ErrorDetails.of(Reason.CALL_NOT_FOUND, "no stored event of call " + id).build();
  }

  /**
   * A call that access control refused.
   *
   * @param command whether it is one, whose errors say what became of it
   */
  StatusRuntimeException refused(AccessRefusedException e, boolean command) {
    Reason reason =
        switch (e.refusal().kind()) {
          case UNAUTHENTICATED -> Reason.UNAUTHENTICATED;
          case DENIED -> Reason.ACCESS_DENIED;
          case BUSY -> Reason.GATEWAY_BUSY;
        };
    ErrorDetails details = ErrorDetails.of(reason, messageOf(e));
    if (!e.field().isEmpty()) {
      FieldViolation.Builder field =
          FieldViolation.newBuilder().setField(e.field()).setDescription(e.refusal().text());
      details.violations(List.of(field.build()));
    }
    e.retryAfter().ifPresent(details::retryAfter);
    return details.with("outcome", command ? CommandOutcome.NOT_SENT.label() : "").build();
  }

  /** A stream that has accepted nothing for so long. */
  StatusRuntimeException subscriberStalled(StreamCursor cursor, Duration waited) {
    return ErrorDetails.of(
            Reason.SUBSCRIBER_STALLED,
            "nothing was accepted for " + waited.toSeconds() + " s; resume after the cursor")
        .with("cursor", cursor.encode())
        .build();
  }

  private static ErrorDetails detailsOf(Throwable cause) {
    if (cause instanceof InvalidRequestException e) {
      return ErrorDetails.of(Reason.INVALID_REQUEST, messageOf(e)).violations(e.violations());
    } else if (cause instanceof MalformedCursorException) {
      return ErrorDetails.of(Reason.CURSOR_MALFORMED, messageOf(cause));
    } else if (cause instanceof CursorException e) {
      return ofCursor(e);
    } else if (cause instanceof EventLogException e) {
      return ofLog(e);
    } else if (cause instanceof StoppingException) {
      return ErrorDetails.of(Reason.GATEWAY_UNAVAILABLE, messageOf(cause));
    } else if (cause instanceof UnknownUrlException) {
      return ErrorDetails.of(Reason.WEBHOOK_URL_UNKNOWN, messageOf(cause));
    } else if (cause instanceof DeliveryListException e) {
      return ofDeliveryList(e);
    } else if (cause instanceof TooManyStreamsException e) {
      log.atLevel(Reason.TOO_MANY_STREAMS.level()).log("A stream was refused: {}", messageOf(e));
      return ErrorDetails.of(Reason.TOO_MANY_STREAMS, messageOf(e));
    } else if (cause instanceof BusyException e) {
      log.atLevel(Reason.TOO_MANY_LISTS.level()).log("A list was refused: {}", messageOf(e));
      return ErrorDetails.of(Reason.TOO_MANY_LISTS, messageOf(e)).retryAfter(RETRY_BUSY_AFTER);
    } else {
      return internal(cause);
    }
  }

  private static void logCommand(CommandException e, String commandId) {
    log.atLevel(CommandErrors.reasonOf(e).level())
        .log(
            "Command {}: {}{}",
            PrintableText.masked(commandId),
            messageOf(e),
            e.getCause() == null ? "" : " (" + e.getCause() + ")");
  }

  private static ErrorDetails ofCursor(CursorException e) {
    return switch (e.reason()) {
      case FOREIGN -> ErrorDetails.of(Reason.CURSOR_FOREIGN, messageOf(e));
      case OTHER_SHARE -> ErrorDetails.of(Reason.CURSOR_OTHER_SHARE, messageOf(e));
      case AHEAD ->
          ErrorDetails.of(Reason.CURSOR_AHEAD, messageOf(e)).with("head", encoded(e.head()));
      case EXPIRED ->
          ErrorDetails.of(Reason.CURSOR_EXPIRED, messageOf(e))
              .with("earliest", encoded(e.earliest()))
              .with("head", encoded(e.head()));
    };
  }

  private static ErrorDetails ofLog(EventLogException e) {
    Reason reason =
        e.reason() == EventLogException.Reason.DAMAGED
            ? Reason.LOG_DAMAGED
            : Reason.GATEWAY_UNAVAILABLE;
    log.atLevel(reason.level())
        .setCause(reason == Reason.LOG_DAMAGED ? e.getCause() : null)
        .log(messageOf(e));
    ErrorDetails details = ErrorDetails.of(reason, messageOf(e));
    return e.reason() == EventLogException.Reason.BEHIND
        ? details.retryAfter(RETRY_BEHIND_AFTER)
        : details;
  }

  private static ErrorDetails ofDeliveryList(DeliveryListException e) {
    Reason reason =
        switch (e.kind()) {
          case REFUSED -> Reason.UPSTREAM_CREDENTIALS_REJECTED;
          case TRANSIENT -> Reason.UPSTREAM_UNAVAILABLE;
          case UNREADABLE -> Reason.UNEXPECTED_ANSWER;
        };
    log.atLevel(reason.level()).log("Recovery: {}", messageOf(e));
    return ErrorDetails.of(reason, messageOf(e));
  }

  /** The message stays in the log: it may hold what callers must not see. */
  private static ErrorDetails internal(Throwable cause) {
    String reference = UUID.randomUUID().toString();
    log.atLevel(Reason.INTERNAL.level()).setCause(cause).log("Internal error {}", reference);
    return ErrorDetails.of(
        Reason.INTERNAL, "internal error; the gateway's log has it as " + reference);
  }

  private static String messageOf(Throwable e) {
    return String.valueOf(e.getMessage());
  }

  private static String encoded(@Nullable Cursor cursor) {
    return cursor == null ? "" : cursor.encode();
  }
}
