package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.voicemedia.gateway.access.RefusalLog;
import dev.voicemedia.gateway.event.PrintableText;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Audit: one line an action, at INFO, when it has ended, with who called it. Ids are fields beside
 * the message; what a caller sent is made printable and cut, and what it had said or played is
 * never logged.
 */
final class ActionLog {
  private static final Logger log = LoggerFactory.getLogger(RefusalLog.AUDIT);
  private static final int MAX_CODE_POINTS = 128;

  private final String action;
  private final String caller = Callers.current().caller().name();
  private final String callControlId;
  private final String commandId;
  private final String traceId;
  private final long started = System.nanoTime();

  /**
   * @param traceId empty where nothing is traced
   */
  ActionLog(String action, Message request, String commandId, String traceId) {
    this.action = action;
    this.callControlId = printable(textOf(request, "call_control_id"));
    this.commandId = printable(commandId);
    this.traceId = traceId;
  }

  /**
   * @param outcome accepted, cancelled, or the outcome that the caller's error has
   * @param attempts 0 if nothing is known of any
   * @param requestId Telnyx's; empty without an answer
   */
  void ended(String outcome, int attempts, String requestId) {
    LoggingEventBuilder line =
        traceId.isEmpty() ? log.atInfo() : log.atInfo().addKeyValue("trace_id", traceId);
    line.addKeyValue("caller", caller)
        .addKeyValue("call_control_id", callControlId)
        .addKeyValue("command_id", commandId)
        .addKeyValue("outcome", outcome)
        .addKeyValue("attempts", attempts)
        .addKeyValue("request_id", printable(requestId))
        .addKeyValue("took_ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started))
        .log("{} {}", action, outcome);
  }

  private static String textOf(Message request, String name) {
    FieldDescriptor field = request.getDescriptorForType().findFieldByName(name);
    return field == null ? "" : String.valueOf(request.getField(field));
  }

  private static String printable(String text) {
    return PrintableText.shortened(PrintableText.masked(text), MAX_CODE_POINTS);
  }
}
