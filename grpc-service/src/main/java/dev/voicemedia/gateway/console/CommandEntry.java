package dev.voicemedia.gateway.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One command of the journal, under whose lock everything here happens. */
final class CommandEntry {
  private static final String CALL = "call_control_id";
  private static final String CONNECTION = "connection_id";

  /** What callers send is theirs to choose, up to 64 KiB; a page shows no more than this. */
  private static final int MAX_REQUEST_CHARS = 4_096;

  private static final int MAX_ID_CHARS = 512;
  private static final int MAX_ATTEMPTS = 50;

  private final String action;
  private final String caller;
  private final Key key;
  private final String callControlId;
  private final String request;
  private final Instant begunAt;
  private final List<Attempt> attempts = new ArrayList<>(2);
  private @Nullable Instant endedAt;
  private String outcome = "";
  private String requestId = "";
  private String why = "";

  private CommandEntry(
      String action,
      String caller,
      Key key,
      String callControlId,
      String request,
      Instant begunAt) {
    this.action = action;
    this.caller = caller;
    this.key = key;
    this.callControlId = callControlId;
    this.request = request;
    this.begunAt = begunAt;
  }

  static CommandEntry begun(
      String action,
      String caller,
      String commandId,
      Message request,
      boolean withRequest,
      Instant at) {
    String call = textOf(request, CALL);
    Key key = new Key(call.isEmpty() ? textOf(request, CONNECTION) : call, cut(commandId));
    return new CommandEntry(action, caller, key, call, withRequest ? jsonOf(request) : "", at);
  }

  Key key() {
    return key;
  }

  boolean isOn(String call) {
    return callControlId.equals(call);
  }

  void add(Attempt attempt) {
    if (attempts.size() < MAX_ATTEMPTS) {
      attempt.hedge = attempts.stream().anyMatch(each -> each.endedAt == null);
      attempts.add(attempt);
    }
  }

  void ended(String how, String vendorsId, String reason, Instant at) {
    endedAt = at;
    outcome = how;
    requestId = cut(vendorsId);
    why = reason;
  }

  void describe(ObjectNode json) {
    json.put("action", action)
        .put("caller", caller)
        .put("commandId", key.commandId())
        .put("callControlId", callControlId)
        .put("begunAt", begunAt.toString());
    if (endedAt != null) {
      json.put("endedAt", endedAt.toString()).put("outcome", outcome);
    }
    putUnlessEmpty(json, "requestId", requestId);
    putUnlessEmpty(json, "why", why);
    putUnlessEmpty(json, "request", request);
    ArrayNode sent = json.putArray("attempts");
    attempts.forEach(attempt -> attempt.describe(sent.addObject()));
  }

  private static void putUnlessEmpty(ObjectNode json, String name, String value) {
    if (!value.isEmpty()) {
      json.put(name, value);
    }
  }

  private static String textOf(Message request, String name) {
    FieldDescriptor field = request.getDescriptorForType().findFieldByName(name);
    return field == null ? "" : cut(String.valueOf(request.getField(field)));
  }

  private static String jsonOf(Message request) {
    try {
      String json = JsonFormat.printer().omittingInsignificantWhitespace().print(request);
      return json.length() <= MAX_REQUEST_CHARS ? json : json.substring(0, MAX_REQUEST_CHARS) + "…";
    } catch (InvalidProtocolBufferException e) {
      return ""; // an Any of an unknown type, which no request has
    }
  }

  private static String cut(String id) {
    return id.length() <= MAX_ID_CHARS ? id : id.substring(0, MAX_ID_CHARS);
  }

  /** What an attempt knows of its command. */
  record Key(String target, String commandId) {}

  /** One attempt; a hedge if it began beside another. */
  static final class Attempt {
    private final Instant begunAt;
    private @Nullable Instant endedAt;
    private String result = "";
    private boolean hedge;

    Attempt(Instant begunAt) {
      this.begunAt = begunAt;
    }

    void ended(String how, Instant at) {
      endedAt = at;
      result = how;
    }

    private void describe(ObjectNode json) {
      json.put("begunAt", begunAt.toString()).put("hedge", hedge);
      if (endedAt != null) {
        json.put("endedAt", endedAt.toString()).put("result", result);
      }
    }
  }
}
