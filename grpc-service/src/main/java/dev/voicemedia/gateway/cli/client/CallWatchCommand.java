package dev.voicemedia.gateway.cli.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.voicemedia.gateway.cli.text.CallText;
import dev.voicemedia.gateway.cli.text.EventPrinter;
import dev.voicemedia.gateway.cli.text.Terminal;
import dev.voicemedia.v1.CallsServiceGrpc;
import dev.voicemedia.v1.GetCallRequest;
import dev.voicemedia.v1.WatchCallRequest;
import dev.voicemedia.v1.WatchCallResponse;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command that shows a call as it goes on. */
@Command(
    name = "watch",
    description = {
      "Shows a call as it is, then its events and what they change, until it is stopped or the"
          + " gateway ends the stream.",
      "On a terminal for people, in colour unless NO_COLOR is set; elsewhere as JSON, a line for"
          + " each message of WatchCall but its heartbeats."
    })
final class CallWatchCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  CallChoice choice;

  @Option(names = "--json", description = "print JSON, on a terminal too")
  boolean json;

  @Mixin ClientOptions client;

  @Spec private CommandSpec spec;

  private CallWatchCommand() {}

  @Override
  public Integer call() throws RpcException, InvalidProtocolBufferException {
    PrintWriter out = spec.commandLine().getOut();
    MessagePrinter printer = json || !Terminal.isStdout() ? json() : lines();
    ManagedChannel channel = client.connect();
    try {
      Iterator<WatchCallResponse> stream =
          CallsServiceGrpc.newBlockingStub(channel)
              .watchCall(toWatch(choice.find(channel).request()));
      while (stream.hasNext()) {
        WatchCallResponse message = stream.next();
        if (!message.hasCheckpoint()) {
          out.println(printer.print(message));
        }
        if (message.hasGoodbye()) {
          spec.commandLine()
              .getErr()
              .println("call: the gateway ended the stream: " + message.getGoodbye().getReason());
        }
        if (out.checkError()) {
          return 1; // nobody reads what is printed
        }
      }
      return 0;
    } catch (StatusRuntimeException e) {
      throw new RpcException(e, client.address);
    } finally {
      channel.shutdownNow();
    }
  }

  private static WatchCallRequest toWatch(GetCallRequest found) {
    WatchCallRequest.Builder request = WatchCallRequest.newBuilder();
    switch (found.getIdCase()) {
      case CALL_CONTROL_ID -> request.setCallControlId(found.getCallControlId());
      case CALL_LEG_ID -> request.setCallLegId(found.getCallLegId());
      case CALL_SESSION_ID -> request.setCallSessionId(found.getCallSessionId());
      case ID_NOT_SET -> throw new IllegalArgumentException("a call is found by an id");
    }
    return request.build();
  }

  private static MessagePrinter json() {
    JsonFormat.Printer printer =
        JsonFormat.printer().preservingProtoFieldNames().omittingInsignificantWhitespace();
    return printer::print;
  }

  private static MessagePrinter lines() {
    EventPrinter events = EventPrinter.lines(Ansi.AUTO.enabled(), Terminal.width());
    return message ->
        switch (message.getMessageCase()) {
          case SNAPSHOT ->
              message.getSnapshot().getCallsList().stream()
                  .map(CallText::block)
                  .collect(Collectors.joining(System.lineSeparator()));
          case EVENT -> events.print(message.getCursor(), message.getEvent());
          case CALL -> "  " + CallText.line(message.getCall());
          default -> "";
        };
  }

  private interface MessagePrinter {
    String print(WatchCallResponse message) throws InvalidProtocolBufferException;
  }
}
