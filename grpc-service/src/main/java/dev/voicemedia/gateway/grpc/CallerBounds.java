package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.voicemedia.gateway.access.AccessRefusedException;
import dev.voicemedia.gateway.access.Caller;
import dev.voicemedia.gateway.access.Connections;
import dev.voicemedia.gateway.access.Refusal;
import dev.voicemedia.v1.EventFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a caller that is limited to connections may ask for: everything that its request names has
 * to belong to one of them. A call that nobody knows is refused like one of somebody else's.
 */
final class CallerBounds {
  private static final String CALL = "call_control_id";
  private static final String CONNECTION = "connection_id";

  /** Another call, whose session a new one joins. */
  private static final String LINK = "link_to";

  private static final String OPEN_PART = "additional_properties";

  /** A conference may have anybody's calls in it. */
  private static final String CONFERENCE = "conference_config";

  private static final String FILTER = "filter";

  private final CallOwners owners;
  private final Map<Descriptor, List<FieldDescriptor>> named = new ConcurrentHashMap<>();

  CallerBounds(CallOwners owners) {
    this.owners = owners;
  }

  /**
   * Checks a command: it must name a call or a connection, and none of others.
   *
   * @throws AccessRefusedException FOREIGN_CALL, FOREIGN_CONNECTION
   */
  void checkCommand(Caller caller, Message whole) throws AccessRefusedException {
    InnerCommand inner = InnerCommand.of(whole);
    Message request = inner.command();
    boolean bound = false;
    for (FieldDescriptor field :
        named.computeIfAbsent(request.getDescriptorForType(), CallerBounds::fieldsOf)) {
      String id = (String) request.getField(field);
      if (id.isEmpty() && !field.getName().equals(CALL)) {
        continue;
      }
      bound = true;
      boolean isCall = !field.getName().equals(CONNECTION);
      if (!(isCall ? ownsCall(caller, id) : caller.connections().include(id))) {
        throw AccessRefusedException.ofField(
            isCall ? Refusal.FOREIGN_CALL : Refusal.FOREIGN_CONNECTION,
            caller,
            inner.path() + field.getName());
      }
    }
    if (!bound) {
      throw AccessRefusedException.ofField(Refusal.FOREIGN_CALL, caller, inner.path() + CALL);
    }
    checkOpenPart(caller, request);
  }

  /**
   * Checks what is asked of the events: only the filter can name a connection outright. What else
   * it names is found or not, like everything of others.
   *
   * @throws AccessRefusedException FOREIGN_CONNECTION
   */
  void checkQuery(Caller caller, Message request) throws AccessRefusedException {
    FieldDescriptor field = request.getDescriptorForType().findFieldByName(FILTER);
    if (field != null && request.getField(field) instanceof EventFilter filter) {
      String connection = filter.getConnectionId();
      if (!connection.isEmpty() && !caller.connections().include(connection)) {
        throw AccessRefusedException.ofField(
            Refusal.FOREIGN_CONNECTION, caller, FILTER + "." + CONNECTION);
      }
    }
  }

  /** Remembers whose the call is that a request has made. */
  void dialled(Message request, Message response) {
    FieldDescriptor connection = request.getDescriptorForType().findFieldByName(CONNECTION);
    FieldDescriptor call = response.getDescriptorForType().findFieldByName(CALL);
    if (connection != null && call != null) {
      owners.dialled((String) response.getField(call), (String) request.getField(connection));
    }
  }

  /** Checks properties without a field of their own, such as supervise_call_control_id. */
  private void checkOpenPart(Caller caller, Message request) throws AccessRefusedException {
    FieldDescriptor field = request.getDescriptorForType().findFieldByName(OPEN_PART);
    if (field != null && request.getField(field) instanceof Struct properties) {
      for (Map.Entry<String, Value> property : properties.getFieldsMap().entrySet()) {
        String name = property.getKey();
        boolean foreign =
            name.contains(CALL) && !ownsCall(caller, property.getValue().getStringValue());
        if (foreign || name.equals(CONFERENCE)) {
          throw AccessRefusedException.ofField(
              Refusal.FOREIGN_CALL, caller, OPEN_PART + "." + name);
        }
      }
    }
  }

  private boolean ownsCall(Caller caller, String callControlId) {
    Connections connections = caller.connections();
    return owners.connectionOf(callControlId).map(connections::include).orElse(false);
  }

  private static List<FieldDescriptor> fieldsOf(Descriptor request) {
    List<FieldDescriptor> fields = new ArrayList<>();
    for (FieldDescriptor field : request.getFields()) {
      boolean text = field.getJavaType() == FieldDescriptor.JavaType.STRING && !field.isRepeated();
      String name = field.getName();
      if (text && (name.contains(CALL) || name.equals(LINK) || name.equals(CONNECTION))) {
        fields.add(field);
      }
    }
    return fields;
  }
}
