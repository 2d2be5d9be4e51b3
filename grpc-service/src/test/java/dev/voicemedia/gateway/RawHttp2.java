package dev.voicemedia.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/** A connection to a gRPC port on which a test writes HTTP/2 frames that no client would. */
final class RawHttp2 implements AutoCloseable {
  private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int END_HEADERS = 4;
  private static final int CANCEL = 8;
  private static final byte[] SUBSCRIBE =
      requestHeaders("/voicemedia.v1.WebhookEventsService/Subscribe");

  private final Socket socket;
  private final OutputStream out;
  private int nextStream = 1;

  /** Connects, and reads whatever is sent to it, as fast as it comes. */
  RawHttp2(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
    out.write(PREFACE);
    settings();
    flush();
    Thread reader =
        new Thread(
            () -> {
              try {
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                // It was closed.
              }
            },
            "raw-http2");
    reader.setDaemon(true);
    reader.start();
  }

  /** Opens a stream with the headers of Subscribe, and sends no request. */
  int headers() throws IOException {
    int stream = nextStream;
    nextStream += 2;
    frame(HEADERS, END_HEADERS, stream, SUBSCRIBE);
    return stream;
  }

  void reset(int stream) throws IOException {
    frame(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(CANCEL).array());
  }

  void settings() throws IOException {
    frame(SETTINGS, 0, 0, new byte[0]);
  }

  void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    out.write(payload.length >> 16);
    out.write(payload.length >> 8);
    out.write(payload.length);
    out.write(type);
    out.write(flags);
    out.write(ByteBuffer.allocate(4).putInt(stream).array());
    out.write(payload);
  }

  /** In HPACK: indices of its static table, and literals that are not indexed. */
  private static byte[] requestHeaders(String path) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(0x83); // :method POST
    block.write(0x86); // :scheme http
    block.write(0x04); // :path
    literal(path, block);
    block.write(0x01); // :authority
    literal("localhost", block);
    block.write(0x0f); // content-type
    block.write(0x10);
    literal("application/grpc", block);
    block.write(0x00);
    literal("te", block);
    literal("trailers", block);
    return block.toByteArray();
  }

  private static void literal(String text, ByteArrayOutputStream block) {
    block.write(text.length());
    block.writeBytes(text.getBytes(US_ASCII));
  }
}
