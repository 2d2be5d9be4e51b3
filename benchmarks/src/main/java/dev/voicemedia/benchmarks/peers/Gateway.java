package dev.voicemedia.benchmarks.peers;

import dev.voicemedia.benchmarks.Folders;
import dev.voicemedia.benchmarks.GatewayProcess;
import dev.voicemedia.benchmarks.GatewayProcess.Launch;
import dev.voicemedia.benchmarks.ProcessCpu;
import dev.voicemedia.webhook.TelnyxPublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The gateway's jar on a log of its own. */
final class Gateway implements Side {
  private final Path data;
  private final GatewayProcess process;

  private Gateway(Path data, GatewayProcess process) {
    this.data = data;
    this.process = process;
  }

  static Gateway start(TelnyxPublicKey key) throws IOException {
    Path data = Files.createTempDirectory("voicemedia-benchmark");
    return new Gateway(data, Launch.of(data, key).start());
  }

  @Override
  public String name() {
    return "voicemedia";
  }

  @Override
  public int webhookPort() {
    return process.webhookPort();
  }

  @Override
  public String kind() {
    return "voicemedia";
  }

  @Override
  public String address() {
    return "127.0.0.1:" + process.grpcPort();
  }

  @Override
  public List<ProcessCpu> processes() {
    return List.of(process.cpu());
  }

  /** Does nothing: it has no setting without. */
  @Override
  public void checkSync() {}

  @Override
  public void close() throws IOException {
    process.close();
    Folders.delete(data);
  }
}
