package dev.voicemedia.gateway.grpc;

import io.grpc.Codec;
import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * gzip, whose header is read with the first byte of the message. gRPC's own reads it before, where
 * what is no gzip at all ends the call as UNKNOWN, without details.
 */
final class Gunzip implements Decompressor {
  static final DecompressorRegistry ONLY =
      DecompressorRegistry.emptyInstance()
          .with(Codec.Identity.NONE, false)
          .with(new Gunzip(), true);

  private Gunzip() {}

  @Override
  public String getMessageEncoding() {
    return "gzip";
  }

  @Override
  public InputStream decompress(InputStream compressed) {
    return new Unopened(compressed);
  }

  private static final class Unopened extends FilterInputStream {
    private boolean opened;

    Unopened(InputStream compressed) {
      super(compressed);
    }

    @Override
    public int read() throws IOException {
      open();
      return super.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      open();
      return super.read(bytes, offset, length);
    }

    @Override
    public long skip(long count) throws IOException {
      open();
      return super.skip(count);
    }

    @Override
    public int available() throws IOException {
      open();
      return super.available();
    }

    @Override
    public boolean markSupported() {
      return false;
    }

    private void open() throws IOException {
      if (!opened) {
        in = new GZIPInputStream(in);
        opened = true;
      }
    }
  }
}
