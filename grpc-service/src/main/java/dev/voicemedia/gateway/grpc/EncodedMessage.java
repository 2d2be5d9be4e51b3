package dev.voicemedia.gateway.grpc;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A message that is encoded already. The transport, which knows its length beforehand, takes it in
 * one go into a buffer of the right size; that is the only copy.
 */
final class EncodedMessage extends InputStream implements KnownLength, Drainable {
  private ByteString rest;
  private @Nullable InputStream reading;

  EncodedMessage(ByteString message) {
    this.rest = message;
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    if (reading != null) {
      return (int) reading.transferTo(target);
    }
    int size = rest.size();
    UnsafeByteOperations.unsafeWriteTo(rest, new Output(target));
    rest = ByteString.EMPTY;
    return size;
  }

  @Override
  public int read() throws IOException {
    return bytewise().read();
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    return bytewise().read(target, offset, length);
  }

  @Override
  public int available() throws IOException {
    return reading == null ? rest.size() : reading.available();
  }

  /** For whoever does not drain, such as a compressing transport. */
  private InputStream bytewise() {
    if (reading == null) {
      reading = rest.newInput();
    }
    return reading;
  }

  /** Hands on the arrays themselves; the transport copies out of them and keeps none. */
  private static final class Output extends ByteOutput {
    private final OutputStream target;

    Output(OutputStream target) {
      this.target = target;
    }

    @Override
    public void write(byte value) throws IOException {
      target.write(value);
    }

    @Override
    public void write(byte[] value, int offset, int length) throws IOException {
      target.write(value, offset, length);
    }

    @Override
    public void writeLazy(byte[] value, int offset, int length) throws IOException {
      target.write(value, offset, length);
    }

    @Override
    public void write(ByteBuffer value) throws IOException {
      byte[] copy = new byte[value.remaining()];
      value.get(copy);
      target.write(copy);
    }

    @Override
    public void writeLazy(ByteBuffer value) throws IOException {
      write(value);
    }
  }
}
