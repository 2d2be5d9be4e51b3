package dev.voicemedia.gateway.eventlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * RocksDB's write-ahead log, seen from outside. A file is a series of blocks of 32 KiB; a record is
 * one fragment or more, each with its checksum (4 bytes), length (2) and kind (1).
 */
final class WriteAheadLog {
  private static final int BLOCK = 32 << 10;
  private static final int HEADER = 7;
  private static final int WHOLE = 1;
  private static final int LAST = 4;

  private WriteAheadLog() {}

  /**
   * Size of an incomplete record at the end of a file, in bytes, which recovery cuts; 0 if there is
   * none. Checks no checksum, as recovery does not for this.
   */
  static long tornBytes(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
      long size = channel.size();
      long whole = 0;
      for (long at = 0; at + HEADER <= size; ) {
        long left = BLOCK - at % BLOCK;
        if (left < HEADER) {
          whole = whole == at ? at + left : whole; // too little for a header is padded
          at += left;
          continue;
        }
        channel.read(header.clear(), at);
        int length = Short.toUnsignedInt(header.getShort(4));
        int kind = header.get(6);
        at += HEADER + length;
        if (at <= size && (kind == WHOLE || kind == LAST)) {
          whole = at;
        }
      }
      return size - whole;
    }
  }
}
