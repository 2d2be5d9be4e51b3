package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Message;
import dev.voicemedia.v1.PlayAndWaitRequest;
import dev.voicemedia.v1.SpeakAndWaitRequest;

/**
 * The command that a request is, or has in it.
 *
 * @param path of its fields in the request: empty, or a field's name and a dot
 */
record InnerCommand(String path, Message command) {
  static InnerCommand of(Message request) {
    if (request instanceof SpeakAndWaitRequest speak) {
      return new InnerCommand("speak.", speak.getSpeak());
    } else if (request instanceof PlayAndWaitRequest play) {
      return new InnerCommand("play.", play.getPlay());
    }
    return new InnerCommand("", request);
  }
}
