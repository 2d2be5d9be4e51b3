package dev.voicemedia.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Unary calls that go over the HTTP edge, in JSON, for what is written for gRPC. */
final class EdgeChannel extends Channel {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;

  EdgeChannel(int port) {
    base = "http://127.0.0.1:" + port + "/";
  }

  @Override
  public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
    return new Call<>(method);
  }

  @Override
  public String authority() {
    return "127.0.0.1";
  }

  private HttpResponse<String> post(String method, Message request) throws IOException {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create(base + method))
              .headers("Content-Type", "application/json", "Connect-Timeout-Ms", "20000")
              .POST(BodyPublishers.ofString(JsonFormat.printer().print(request)))
              .build(),
          BodyHandlers.ofString(UTF_8));
    } catch (InterruptedException e) {
      throw new AssertionError(method, e);
    }
  }

  private static StatusRuntimeException failure(JsonNode error) {
    String code = error.required("code").textValue().toUpperCase(Locale.ROOT);
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder()
            .setCode(
                (code.equals("CANCELED") ? Status.Code.CANCELLED : Status.Code.valueOf(code))
                    .value())
            .setMessage(error.path("message").asText());
    for (JsonNode detail : error.path("details")) {
      status.addDetails(
          Any.newBuilder()
              .setTypeUrl("type.googleapis.com/" + detail.required("type").textValue())
              .setValue(
                  ByteString.copyFrom(
                      Base64.getDecoder().decode(detail.required("value").textValue()))));
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }

  private final class Call<Q, R> extends ClientCall<Q, R> {
    private final MethodDescriptor<Q, R> method;
    private @Nullable Listener<R> listener;
    private @Nullable Q request;

    Call(MethodDescriptor<Q, R> method) {
      this.method = method;
    }

    @Override
    public void start(Listener<R> responses, Metadata headers) {
      listener = responses;
    }

    @Override
    public void request(int messages) {}

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {}

    @Override
    public void sendMessage(Q message) {
      request = message;
    }

    @Override
    public void halfClose() {
      Listener<R> responses = Objects.requireNonNull(listener);
      try {
        HttpResponse<String> response =
            post(method.getFullMethodName(), (Message) Objects.requireNonNull(request));
        if (response.statusCode() == 200) {
          PrototypeMarshaller<R> type = (PrototypeMarshaller<R>) method.getResponseMarshaller();
          Message.Builder message = ((Message) type.getMessagePrototype()).newBuilderForType();
          JsonFormat.parser().merge(response.body(), message);
          responses.onMessage(type.getMessageClass().cast(message.build()));
          responses.onClose(Status.OK, new Metadata());
        } else {
          StatusRuntimeException failed = failure(JSON.readTree(response.body()));
          responses.onClose(failed.getStatus(), failed.getTrailers());
        }
      } catch (IOException e) {
        throw new AssertionError(method.getFullMethodName(), e);
      }
    }
  }
}
