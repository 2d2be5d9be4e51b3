package dev.voicemedia.simulator;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The saved recordings: silence of at most ten seconds, for ten minutes each. */
final class RecordingFiles implements RecordingLinks {

  static final int MAX_FILES = 10_000;

  private static final int MAX_SECONDS = 10;
  private static final int WAV_SAMPLES_A_SECOND = 8_000;
  private static final int WAV_HEADER_BYTES = 44;
  private static final byte WAV_SILENCE = (byte) 128;

  /** MPEG 1 layer III, 32 kbit/s, 44.1 kHz, mono: 104 bytes a frame; all else zero is silence. */
  private static final byte[] MP3_FRAME_HEADER = {(byte) 0xFF, (byte) 0xFB, 0x10, (byte) 0xC4};

  private static final int MP3_FRAME_BYTES = 104;
  private static final int MP3_FRAMES_A_SECOND = 38;

  private final Timeline timeline;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Map<String, Saved> files = new LinkedHashMap<>();

  @GuardedBy("lock")
  private String site = "";

  RecordingFiles(Timeline timeline) {
    this.timeline = timeline;
  }

  /** Scheme, host and port that links begin with, known once the server has started. */
  void serveAt(URI url) {
    synchronized (lock) {
      site = url.toString();
    }
  }

  @Override
  public String publish(UUID recordingId, String format, Duration length, Instant savedAt) {
    return put(recordingId + "." + format, length, savedAt);
  }

  /** Makes a saved recording fetchable by another link, for {@link #LIFETIME} from now on. */
  String publishAgain(UUID recordingId, String format, Duration length, Instant now) {
    return put(recordingId + "." + UUID.randomUUID() + "." + format, length, now);
  }

  /** How long a recording is, by its file's name; zero if it is not there any more. */
  Duration lengthOf(String name) {
    synchronized (lock) {
      Saved saved = files.get(name);
      return saved == null ? Duration.ZERO : saved.length();
    }
  }

  private String put(String name, Duration length, Instant savedAt) {
    synchronized (lock) {
      if (files.size() == MAX_FILES) {
        Iterator<String> oldest = files.keySet().iterator();
        oldest.next();
        oldest.remove();
      }
      files.put(name, new Saved(length, savedAt.plus(LIFETIME)));
      return site + "/recordings/" + name;
    }
  }

  /** {@code GET /recordings/<id>.wav}; 404 for an unknown name, 403 once the link has died. */
  void handle(HttpExchange exchange, List<String> path) {
    String name = path.size() == 1 ? path.get(0) : "";
    Saved saved;
    synchronized (lock) {
      saved = files.get(name);
    }
    if (saved == null || !exchange.method().equals("GET")) {
      text(exchange, 404, "No such recording.");
    } else if (!timeline.instant().isBefore(saved.expires())) {
      text(exchange, 403, "The link has expired.");
    } else if (name.endsWith(".wav")) {
      exchange.answer(200, "audio/wav", wav(saved.length()));
    } else {
      exchange.answer(200, "audio/mpeg", mp3(saved.length()));
    }
  }

  static byte[] wav(Duration length) {
    int samples = (int) Math.min(length.toMillis() * 8, MAX_SECONDS * WAV_SAMPLES_A_SECOND);
    ByteBuffer wav = ByteBuffer.allocate(WAV_HEADER_BYTES + samples).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(WAV_HEADER_BYTES - 8 + samples);
    wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    // PCM, one channel, rate, bytes a second, bytes a sample, bits a sample.
    wav.putShort((short) 1).putShort((short) 1).putInt(WAV_SAMPLES_A_SECOND);
    wav.putInt(WAV_SAMPLES_A_SECOND).putShort((short) 1).putShort((short) 8);
    wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(samples);
    while (wav.hasRemaining()) {
      wav.put(WAV_SILENCE);
    }
    return wav.array();
  }

  static byte[] mp3(Duration length) {
    long frames = Math.max(1, length.toMillis() * MP3_FRAMES_A_SECOND / 1000);
    int kept = (int) Math.min(frames, (long) MAX_SECONDS * MP3_FRAMES_A_SECOND);
    byte[] mp3 = new byte[kept * MP3_FRAME_BYTES];
    for (int frame = 0; frame < kept; frame++) {
      System.arraycopy(MP3_FRAME_HEADER, 0, mp3, frame * MP3_FRAME_BYTES, MP3_FRAME_HEADER.length);
    }
    return mp3;
  }

  private static void text(HttpExchange exchange, int status, String text) {
    exchange.answer(status, "text/plain", text.getBytes(StandardCharsets.US_ASCII));
  }

  private record Saved(Duration length, Instant expires) {}
}
