package dev.voicemedia.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.google.common.primitives.Bytes;
import dev.voicemedia.v1.ListEventsRequest;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Errors of calls that no service sees: the table of the page about actions is what a running
 * gateway sends for each of them.
 */
final class EarlyErrorsTest {
  private static final Path PAGE = Path.of("../docs/actions.md");
  private static final String MARK = "<!-- table: early errors -->";
  private static final String SPEAK =
      "/" + MediaActionsServiceGrpc.getSpeakMethod().getFullMethodName();
  private static final int MAX_MESSAGE_BYTES = 4 << 20;
  private static final int PLAIN = 0;
  private static final int COMPRESSED = 1;
  private static final int RESERVED = 6;

  /** Of a call that does not exist, so that it has no effect. */
  private static final byte[] REQUEST =
      SpeakRequest.newBuilder()
          .setCallControlId("v3:unknown")
          .setPayload("Hello")
          .setVoice("female")
          .build()
          .toByteArray();

  private static final byte[] NOT_UTF8 = {0x0a, 3, (byte) 0xed, (byte) 0xa0, (byte) 0xbd};

  @TempDir static Path folder;

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
  void thePageHasTheTableThatAGatewayYields() throws Exception {
    byte[] request = message(PLAIN, REQUEST);
    byte[] zeros = new byte[MAX_MESSAGE_BYTES + 1];
    List<String> table = new ArrayList<>();
    table.add("| request | HTTP | gRPC status | details |");
    table.add("|---|---|---|---|");
    table.add(
        row("none, or more than one", speak(new byte[0]), speak(Bytes.concat(request, request))));
    table.add(
        row(
            "no message of its type, such as one with text that is not UTF-8",
            speak(message(PLAIN, NOT_UTF8)),
            speak(message(PLAIN, "no message".getBytes(US_ASCII)))));
    table.add(
        row(
            "no gzip, or cut off, or over 4 MiB when unpacked, with `grpc-encoding: gzip`",
            speak(message(COMPRESSED, REQUEST)).with("grpc-encoding", "gzip"),
            speak(message(COMPRESSED, Arrays.copyOf(gzip(REQUEST), 20)))
                .with("grpc-encoding", "gzip"),
            speak(message(COMPRESSED, gzip(zeros))).with("grpc-encoding", "gzip")));
    table.add(row("over 4 MiB", speak(Bytes.concat(prefix(PLAIN, zeros.length), REQUEST))));
    table.add(
        row(
            "another `grpc-encoding`, such as `deflate`",
            speak(message(COMPRESSED, REQUEST)).with("grpc-encoding", "deflate")));
    table.add(
        row(
            "unknown method or service",
            RawCall.of(SPEAK + "s").body(request),
            RawCall.of("/voicemedia.v1.Unknown/Speak").body(request)));
    table.add(
        row(
            "ends within a message; has an unknown flag; is compressed without a `grpc-encoding`",
            speak(Arrays.copyOf(request, request.length - 1)),
            speak(message(RESERVED, REQUEST)),
            speak(message(COMPRESSED, gzip(REQUEST)))));
    table.add(
        row(
            "no `content-type`, or another than `application/grpc`",
            speak(request).without("content-type"),
            speak(request).with("content-type", "application/json")));
    table.add(row("another HTTP method than POST", speak(request).with(":method", "GET")));
    table.add(row("metadata over 8 KiB", speak(request).with("x-large", "x".repeat(8 << 10))));
    table.add(
        row(
            "metadata over 10 KiB, as HPACK compresses it",
            speak(request).with("x-large", "x".repeat(16 << 10))));
    table.add(
        row(
            "a `grpc-timeout` that is none",
            speak(request).with("grpc-timeout", "soon"),
            speak(request).with("grpc-timeout", "")));

    assertThat(tableOf(PAGE)).isEqualTo(table);
  }

  @Test
  void aClientInJavaSeesTheSame() throws Exception {
    SpeakRequest large =
        SpeakRequest.newBuilder().setPayload("x".repeat(MAX_MESSAGE_BYTES)).build();
    var actions = MediaActionsServiceGrpc.newBlockingStub(gateway.channel());
    var events = WebhookEventsServiceGrpc.newBlockingStub(gateway.channel());
    Metadata metadata = new Metadata();
    metadata.put(Metadata.Key.of("x-large", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(8 << 10));
    var talkative = events.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));

    assertThat(endOf(() -> actions.speak(large))).isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(endOf(() -> talkative.listEvents(ListEventsRequest.getDefaultInstance())))
        .isEqualTo(Code.INTERNAL);
    GatewayRun.assertFails(
        () -> actions.withCompression("gzip").speak(large),
        Code.INVALID_ARGUMENT,
        "INVALID_REQUEST");
  }

  @Test
  void aMessageThatWasRefusedHalfwayDoesNotHoldUpTheStop(@TempDir Path other) throws Exception {
    GatewayRun stopping = new GatewayRun(other);
    SpeakRequest large =
        SpeakRequest.newBuilder().setPayload("x".repeat(MAX_MESSAGE_BYTES)).build();
    var actions = MediaActionsServiceGrpc.newBlockingStub(stopping.channel());
    assertThat(endOf(() -> actions.speak(large))).isEqualTo(Code.RESOURCE_EXHAUSTED);

    // Its connection stays: the client has not sent the rest, and never will.
    assertTimeout(Duration.ofSeconds(10), stopping::close);
  }

  private static Code endOf(Runnable call) {
    StatusRuntimeException error = catchThrowableOfType(StatusRuntimeException.class, call::run);
    assertThat(StatusProto.fromThrowable(error).getDetailsList()).isEmpty();
    return error.getStatus().getCode();
  }

  private static RawCall speak(byte[] body) {
    return RawCall.of(SPEAK).body(body);
  }

  /** All of these have to come to the same. */
  private static String row(String title, RawCall... calls) throws Exception {
    List<String> cells = new ArrayList<>();
    for (RawCall call : calls) {
      cells.add(call.endOn(gateway.grpcPort()));
    }
    assertThat(cells.stream().distinct()).as(title).hasSize(1);
    return "| " + title + " | " + cells.get(0) + " |";
  }

  private static byte[] message(int flags, byte[] bytes) {
    return Bytes.concat(prefix(flags, bytes.length), bytes);
  }

  private static byte[] prefix(int flags, int length) {
    return ByteBuffer.allocate(5).put((byte) flags).putInt(length).array();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(bytes);
    }
    return compressed.toByteArray();
  }

  private static List<String> tableOf(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .dropWhile(line -> !line.equals(MARK))
        .skip(1)
        .takeWhile(line -> line.startsWith("|"))
        .toList();
  }
}
