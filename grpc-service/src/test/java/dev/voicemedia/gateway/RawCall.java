package dev.voicemedia.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Headers;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Base64;

/**
 * One gRPC call as HTTP/2 frames, on a connection of its own, so that it may be what no gRPC
 * library sends; and what comes back for it, as the frames say.
 */
final class RawCall {
  private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);
  private static final int FRAME_BYTES = 16 << 10;
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final int STREAM = 1;

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int GOAWAY = 7;
  private static final int CONTINUATION = 9;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  private final Http2Headers headers = new DefaultHttp2Headers(false);
  private byte[] body = new byte[0];

  private RawCall() {}

  static RawCall of(String path) {
    RawCall call = new RawCall();
    call.headers.method("POST").scheme("http").path(path).authority("localhost");
    return call.with("content-type", "application/grpc").with("te", "trailers");
  }

  RawCall with(String header, String value) {
    headers.set(header, value);
    return this;
  }

  RawCall without(String header) {
    headers.remove(header);
    return this;
  }

  RawCall body(byte[] bytes) {
    body = bytes;
    return this;
  }

  /**
   * Sends it.
   *
   * @return what a call's end is in HTTP, in gRPC and in its details, as cells of a table
   */
  String endOn(int port) throws IOException, Http2Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      try {
        send(new DataOutputStream(socket.getOutputStream()));
      } catch (SocketException e) {
        // It was refused before its end; what for is still to be read.
      }
      return read(new DataInputStream(socket.getInputStream()));
    }
  }

  private void send(DataOutputStream out) throws IOException, Http2Exception {
    ByteBuf block = Unpooled.buffer();
    new DefaultHttp2HeadersEncoder((name, value) -> false, true)
        .encodeHeaders(STREAM, headers, block);
    out.write(PREFACE);
    frame(out, SETTINGS, 0, 0, new byte[0]);
    int type = HEADERS;
    int flags = body.length == 0 ? END_STREAM : 0;
    do {
      byte[] part = new byte[Math.min(block.readableBytes(), FRAME_BYTES)];
      block.readBytes(part);
      frame(out, type, block.isReadable() ? flags : flags | END_HEADERS, STREAM, part);
      type = CONTINUATION;
      flags = 0;
    } while (block.isReadable());
    if (body.length > 0) {
      frame(out, DATA, END_STREAM, STREAM, body);
    }
    out.flush();
  }

  private static void frame(DataOutputStream out, int type, int flags, int stream, byte[] payload)
      throws IOException {
    out.writeInt(payload.length << 8 | type);
    out.write(flags);
    out.writeInt(stream);
    out.write(payload);
  }

  private static String read(DataInputStream in) throws IOException, Http2Exception {
    DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
    Http2Headers all = new DefaultHttp2Headers(false);
    try {
      while (true) {
        int lengthAndType = in.readInt();
        int flags = in.readByte();
        in.readInt();
        byte[] payload = in.readNBytes(lengthAndType >>> 8);
        switch (lengthAndType & 0xff) {
          case HEADERS -> all.add(decoder.decodeHeaders(STREAM, Unpooled.wrappedBuffer(payload)));
          case RST_STREAM -> {
            return "stream reset, " + errorAt(payload, 0) + " | none | none";
          }
          case GOAWAY -> {
            return "connection closed, " + errorAt(payload, 4) + " | none | none";
          }
          default -> {
            // The peer's settings, and the text of an error.
          }
        }
        if ((lengthAndType & 0xff) <= HEADERS && (flags & END_STREAM) != 0) {
          return cellsOf(all);
        }
      }
    } catch (EOFException | SocketException e) {
      return "connection closed | none | none";
    }
  }

  private static Http2Error errorAt(byte[] payload, int offset) {
    return Http2Error.valueOf(Unpooled.wrappedBuffer(payload).getInt(offset));
  }

  private static String cellsOf(Http2Headers all) throws IOException {
    CharSequence code = all.get("grpc-status");
    return String.join(
        " | ",
        all.status(),
        code == null
            ? "none"
            : io.grpc.Status.fromCodeValue(Integer.parseInt(code.toString())).getCode().name(),
        reasonIn(all.get("grpc-status-details-bin")));
  }

  private static String reasonIn(CharSequence details) throws IOException {
    if (details != null) {
      for (Any detail :
          Status.parseFrom(Base64.getDecoder().decode(details.toString())).getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          ErrorInfo info = detail.unpack(ErrorInfo.class);
          String outcome = info.getMetadataOrDefault("outcome", "");
          return info.getReason() + (outcome.isEmpty() ? "" : ", " + outcome);
        }
      }
    }
    return "none";
  }
}
