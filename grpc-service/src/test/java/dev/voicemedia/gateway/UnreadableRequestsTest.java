package dev.voicemedia.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.ErrorInfo;
import dev.voicemedia.v1.EventFilter;
import dev.voicemedia.v1.ListEventsRequest;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What fails before a service sees it, and what is said about values that have no field alone. */
class UnreadableRequestsTest {
  /** A text of three bytes: half of a surrogate pair, as a client writes that cuts an emoji. */
  private static final byte[] LONE_SURROGATE = {0x0a, 3, (byte) 0xed, (byte) 0xa0, (byte) 0xbd};

  private static final byte[] GARBAGE = "\u00ff\u00fenot a message".getBytes(UTF_8);

  /** gRPC logs there when a service throws. */
  private static final Logger GRPC_LOG = Logger.getLogger("io.grpc");

  @TempDir static Path folder;

  /** Methods whose requests have no string as their first field. */
  private static final Set<String> WITHOUT_TEXT_FIRST =
      Set.of("Subscribe", "SpeakAndWait", "PlayAndWait", "ListPublicKeys");

  private static GatewayRun gateway;

  @BeforeAll
  static void start() throws Exception {
    gateway = new GatewayRun(folder);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void aRequestThatIsNoMessageIsRefusedAsInvalidByEveryMethodWithoutAStackTrace() throws Exception {
    List<MethodDescriptor<?, ?>> methods = new ArrayList<>();
    methods.addAll(MediaActionsServiceGrpc.getServiceDescriptor().getMethods());
    methods.addAll(WebhookEventsServiceGrpc.getServiceDescriptor().getMethods());
    methods.add(HealthGrpc.getCheckMethod());
    List<String> logged = Collections.synchronizedList(new ArrayList<>());
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            logged.add(line.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    GRPC_LOG.addHandler(handler);
    try {
      for (MethodDescriptor<?, ?> method : methods) {
        for (byte[] request : List.of(LONE_SURROGATE, GARBAGE)) {
          if (request == LONE_SURROGATE
              && WITHOUT_TEXT_FIRST.contains(String.valueOf(method.getBareMethodName()))) {
            continue;
          }
          StatusRuntimeException error = send(method, request);

          assertThat(error.getStatus().getCode())
              .as(method.getFullMethodName())
              .isEqualTo(Code.INVALID_ARGUMENT);
          ErrorInfo info = detail(error, ErrorInfo.class);
          assertThat(info.getReason()).isEqualTo("INVALID_REQUEST");
          boolean action =
              method.getFullMethodName().startsWith(MediaActionsServiceGrpc.SERVICE_NAME);
          assertThat(info.getMetadataOrDefault("outcome", "")).isEqualTo(action ? "not_sent" : "");
        }
      }
      assertThat(logged).isEmpty();
    } finally {
      GRPC_LOG.removeHandler(handler);
    }
  }

  @Test
  void aFilterThatIsNoEventTypeIsExplainedWithItsValue() throws Exception {
    String tooLong = "a".repeat(129);
    EventFilter filter =
        EventFilter.newBuilder()
            .addEventTypes("call.*")
            .addEventTypes("*")
            .addEventTypes("call.*.ended")
            .addEventTypes("")
            .addEventTypes(tooLong)
            .build();
    var stub = WebhookEventsServiceGrpc.newBlockingStub(gateway.channel());

    StatusRuntimeException error =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> stub.listEvents(ListEventsRequest.newBuilder().setFilter(filter).build()));

    String rule =
        "must be an event type, or a prefix of one followed by .*, of 1 to 128 characters, was ";
    assertThat(detail(error, BadRequest.class).getFieldViolationsList())
        .extracting(FieldViolation::getField, FieldViolation::getDescription)
        .containsExactly(
            tuple("filter.event_types[1]", rule + "\"*\""),
            tuple("filter.event_types[2]", rule + "\"call.*.ended\""),
            tuple("filter.event_types[3]", rule + "\"\""),
            tuple("filter.event_types[4]", rule + "\"" + "a".repeat(40) + "…\""));
  }

  private static StatusRuntimeException send(MethodDescriptor<?, ?> method, byte[] request) {
    MethodDescriptor<byte[], ?> raw =
        method.toBuilder(new Raw(), method.getResponseMarshaller()).build();
    return catchThrowableOfType(
        StatusRuntimeException.class,
        () -> {
          var answers =
              ClientCalls.blockingServerStreamingCall(
                  gateway.channel(), raw, CallOptions.DEFAULT, request);
          while (answers.hasNext()) {
            answers.next();
          }
        });
  }

  private static <M extends com.google.protobuf.Message> M detail(
      StatusRuntimeException error, Class<M> type) throws InvalidProtocolBufferException {
    com.google.rpc.Status status = StatusProto.fromThrowable(error);
    if (status != null) {
      for (Any detail : status.getDetailsList()) {
        if (detail.is(type)) {
          return detail.unpack(type);
        }
      }
    }
    throw new AssertionError("no " + type.getSimpleName(), error);
  }

  private static final class Raw implements Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      throw new UnsupportedOperationException("a client sends these and receives none");
    }
  }
}
