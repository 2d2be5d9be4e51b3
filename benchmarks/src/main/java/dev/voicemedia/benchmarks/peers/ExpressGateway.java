package dev.voicemedia.benchmarks.peers;

import dev.voicemedia.benchmarks.ChildProcess;
import dev.voicemedia.benchmarks.ProcessCpu;
import dev.voicemedia.webhook.TelnyxPublicKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code benchmarks/peers/express} and its store. */
final class ExpressGateway implements Side {
  /** Processes of Node: two bear more webhooks on two processors than one, for more CPU each. */
  private static final String WORKERS = System.getProperty("peers.workers", "2");

  private final Store store;
  private final ChildProcess node;
  private final int webhookPort;
  private final List<ProcessCpu> processes = new ArrayList<>();

  private ExpressGateway(Store store, ChildProcess node, String ports) {
    String[] words = ports.split(" ", -1);
    this.store = store;
    this.node = node;
    this.webhookPort = Integer.parseInt(words[0]);
    for (String pid : words[2].split(",", -1)) {
      processes.add(ProcessCpu.of(Long.parseLong(pid)));
    }
    processes.add(store.process().cpu());
  }

  static ExpressGateway start(Store.Kind kind, TelnyxPublicKey key) throws IOException {
    Store store = Store.start(kind);
    String scheme = kind == Store.Kind.REDIS ? "redis://" : "";
    ChildProcess node =
        ChildProcess.ofCommand(
            Map.of(
                "PORT",
                "0",
                "STORE",
                kind.name().toLowerCase(Locale.ROOT),
                "STORE_URL",
                scheme + store.address(),
                "WORKERS",
                WORKERS,
                "NODE_ENV",
                "production",
                "TELNYX_PUBLIC_KEY",
                Base64.getEncoder().encodeToString(key.encoded())),
            List.of("node", Peers.script("server.js")));
    try {
      return new ExpressGateway(store, node, node.read("listening on "));
    } catch (IOException e) {
      node.close();
      store.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return store.kind() == Store.Kind.REDIS ? "Express + Redis Streams" : "Express + JetStream";
  }

  @Override
  public int webhookPort() {
    return webhookPort;
  }

  @Override
  public String kind() {
    return store.kind().name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String address() {
    return store.address();
  }

  @Override
  public List<ProcessCpu> processes() {
    return processes;
  }

  @Override
  public void checkSync() throws IOException {
    store.checkSync();
  }

  @Override
  public void close() throws IOException {
    node.close();
    store.close();
  }
}
