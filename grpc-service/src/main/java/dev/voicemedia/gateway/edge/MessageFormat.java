package dev.voicemedia.gateway.edge;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.MimeTypes;

/** The two forms of a message over HTTP. */
enum MessageFormat {
  /**
   * ProtoJSON. An unknown field is an error: a misspelt option, silently ignored, would be a wrong
   * action.
   */
  JSON("application/json") {
    @Override
    byte[] decode(byte[] body, Descriptor type) throws UndecodableException {
      DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
      try {
        String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        StrictJson.check(text);
        PARSER.merge(text, message);
        return message.build().toByteArray();
      } catch (CharacterCodingException e) {
        throw new UndecodableException("the request is not UTF-8");
      } catch (InvalidProtocolBufferException e) {
        throw undecodable(e);
      }
    }

    @Override
    byte[] encode(byte[] message, Descriptor type) {
      try {
        return text(DynamicMessage.parseFrom(type, message)).getBytes(StandardCharsets.UTF_8);
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException("the gateway has made this message", e);
      }
    }
  },

  /** The bytes as gRPC has them. */
  PROTO("application/proto") {
    @Override
    byte[] decode(byte[] body, Descriptor type) {
      return body;
    }

    @Override
    byte[] encode(byte[] message, Descriptor type) {
      return message;
    }
  };

  /** All types, for a client that has sent another one. */
  static final String ACCEPTED = "application/json, application/proto";

  private static final JsonFormat.Parser PARSER = JsonFormat.parser();
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();
  private static final Pattern UNKNOWN_FIELD =
      Pattern.compile("Cannot find field: (.{1,100}?) in message (.+)", Pattern.DOTALL);

  private final String mediaType;

  MessageFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  /**
   * Finds the format of a media type.
   *
   * @param contentType value of the header, whose charset, if any, must be UTF-8
   */
  static Optional<MessageFormat> of(String contentType) {
    String charset = MimeTypes.getCharsetFromContentType(contentType);
    return charset == null || charset.equalsIgnoreCase("utf-8")
        ? Arrays.stream(values())
            .filter(
                format ->
                    format.mediaType.equalsIgnoreCase(
                        MimeTypes.getContentTypeWithoutCharset(contentType).strip()))
            .findFirst()
        : Optional.empty();
  }

  /** A message in JSON, in one line. */
  static String text(MessageOrBuilder message) {
    try {
      return PRINTER.print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the gateway has made this message", e);
    }
  }

  String mediaType() {
    return mediaType;
  }

  /** The protobuf encoding of a request. */
  abstract byte[] decode(byte[] body, Descriptor type) throws UndecodableException;

  /** A response in this format. */
  abstract byte[] encode(byte[] message, Descriptor type);

  private static UndecodableException undecodable(InvalidProtocolBufferException e) {
    String message = String.valueOf(e.getMessage());
    Matcher unknown = UNKNOWN_FIELD.matcher(message);
    return unknown.matches()
        ? new UndecodableException(unknown.group(1), "no field of " + unknown.group(2))
        : new UndecodableException("the request cannot be read: " + message);
  }
}
