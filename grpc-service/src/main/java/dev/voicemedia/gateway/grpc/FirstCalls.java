package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.voicemedia.gateway.time.DaemonThreads;
import dev.voicemedia.v1.CallControlProto;
import dev.voicemedia.v1.CallsProto;
import dev.voicemedia.v1.MediaActionsProto;
import dev.voicemedia.v1.OperationsProto;
import dev.voicemedia.v1.RecordingsProto;
import dev.voicemedia.v1.WebhookEventsProto;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a start need not wait for and the first calls would: the rules of their requests. A call
 * that comes before its turn waits for those of its own request alone.
 */
public final class FirstCalls {
  private FirstCalls() {}

  /** Begins to prepare for them, in the background; for a gateway that has just become ready. */
  public static void prepare() {
    DaemonThreads.named("first-calls")
        .newThread(() -> requests().forEach(FieldRules::compile))
        .start();
  }

  /** All requests of the contract, by what is likely to come first. */
  static List<Descriptor> requests() {
    return Stream.of(
            MediaActionsProto.getDescriptor(),
            WebhookEventsProto.getDescriptor(),
            CallControlProto.getDescriptor(),
            CallsProto.getDescriptor(),
            RecordingsProto.getDescriptor(),
            OperationsProto.getDescriptor())
        .flatMap(FirstCalls::requestsOf)
        .distinct()
        .toList();
  }

  private static Stream<Descriptor> requestsOf(FileDescriptor file) {
    return file.getServices().stream()
        .flatMap(service -> service.getMethods().stream())
        .map(MethodDescriptor::getInputType);
  }
}
