package dev.voicemedia.gateway.cli.client;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.voicemedia.v1.WaitEnded;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options of the commands that can wait until their audio has been heard. */
final class WaitOptions {
  /** Exit code if it ended in another way, or the call did. */
  private static final int NOT_COMPLETED = 3;

  /** Exit code if nobody knows how it ended. */
  private static final int UNKNOWN = 4;

  @Option(
      names = "--wait",
      description = "wait until it has ended; prints each step as a line of JSON")
  boolean waits;

  @Option(
      names = "--wait-limit",
      paramLabel = "DURATION",
      description = "how long to wait at most, 1s to 1h (default: 10m)")
  java.time.@Nullable Duration limit;

  @Option(
      names = "--settle",
      paramLabel = "DURATION",
      description = "silence after the end, up to 60s, if others send on the call, too")
  java.time.@Nullable Duration settle;

  private WaitOptions() {}

  /**
   * Sends the command, prints what the gateway reports, and waits if it was asked to.
   *
   * @param method that only sends
   * @param waiting that also waits; its request has the other's in its first field
   * @param request holding the fields that no option sets
   * @return the exit code
   */
  <Q extends Message, A extends Message, W extends Message> int call(
      ActionOptions action,
      MethodDescriptor<Q, A> method,
      MethodDescriptor<W, ?> waiting,
      Q request)
      throws RpcException {
    if (!waits) {
      if (limit != null || settle != null) {
        throw new ParameterException(
            action.command().commandLine(),
            (limit == null ? "--settle" : "--wait-limit") + ": expected together with --wait");
      }
      return action.call(method, request);
    }
    Message command = action.complete(method, request);
    Message.Builder whole = waiting.parseRequest(InputStream.nullInputStream()).toBuilder();
    Descriptor type = whole.getDescriptorForType();
    whole.setField(type.findFieldByNumber(1), command);
    set(whole, "wait_limit", limit);
    set(whole, "settle", settle);
    return follow(action, waiting, waiting.parseRequest(whole.build().toByteString().newInput()));
  }

  private static <W extends Message, R> int follow(
      ActionOptions action, MethodDescriptor<W, R> method, W request) throws RpcException {
    PrintWriter out = action.command().commandLine().getOut();
    ManagedChannel channel = action.options.client.connect();
    try {
      Iterator<R> steps =
          ClientCalls.blockingServerStreamingCall(channel, method, CallOptions.DEFAULT, request);
      int code = UNKNOWN;
      while (steps.hasNext()) {
        Message step = (Message) steps.next();
        out.println(
            JsonFormat.printer()
                .preservingProtoFieldNames()
                .omittingInsignificantWhitespace()
                .print(step));
        out.flush();
        code = codeOf(step);
      }
      return code;
    } catch (StatusRuntimeException e) {
      throw new RpcException(e, action.options.client.address);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a step without Any fields always prints", e);
    } finally {
      channel.shutdownNow();
    }
  }

  private static int codeOf(Message step) {
    Descriptor type = step.getDescriptorForType();
    if (step.getField(type.findFieldByName("ended")) instanceof WaitEnded ended
        && step.hasField(type.findFieldByName("ended"))) {
      return ended.getStatus().equals("completed") ? ExitCode.OK : NOT_COMPLETED;
    }
    return step.hasField(type.findFieldByName("call_ended")) ? NOT_COMPLETED : UNKNOWN;
  }

  private static void set(
      Message.Builder request, String field, java.time.@Nullable Duration value) {
    if (value != null) {
      request.setField(
          request.getDescriptorForType().findFieldByName(field),
          Duration.newBuilder().setSeconds(value.getSeconds()).setNanos(value.getNano()).build());
    }
  }
}
