package greeter;

import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.util.concurrent.TimeUnit;

/**
 * A service that greets callers: it records a call that was answered, speaks a greeting, plays a
 * file, and stops the recording. Without arguments it runs; {@code report} prints what it has done.
 */
public final class Greeter {
  private static final System.Logger LOG = System.getLogger("greeter");

  private Greeter() {}

  public static void main(String[] arguments) throws Exception {
    String url = "jdbc:sqlite:" + setting("GREETER_DATABASE", "greeter.db");
    if (arguments.length == 1 && arguments[0].equals("report")) {
      try (Database database = new Database(url, PublicKeys.parse(""))) {
        database.report().forEach(System.out::println);
      }
      return;
    }

    PublicKeys keys = PublicKeys.parse(setting("TELNYX_PUBLIC_KEY", ""));
    ManagedChannel channel =
        Grpc.newChannelBuilder(
                setting("VOICEMEDIA_ADDRESS", "127.0.0.1:50051"),
                InsecureChannelCredentials.create())
            .keepAliveTime(30, TimeUnit.SECONDS)
            .build();
    // A connection each: what one of them commits, the other one reads.
    Database events = new Database(url, keys);
    Database commands = new Database(url, keys);
    Sender sender =
        new Sender(
            commands,
            MediaActionsServiceGrpc.newBlockingStub(channel),
            setting("GREETER_AUDIO_URL", "https://example.com/welcome.mp3"));
    Thread follower =
        start(
            "follower",
            () -> new Follower(WebhookEventsServiceGrpc.newBlockingStub(channel), events).run());
    Thread sending = start("sender", sender::run);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  follower.interrupt();
                  sending.interrupt();
                  channel.shutdownNow();
                }));
    follower.join();
    sending.join();
  }

  private interface Task {
    void run() throws Exception;
  }

  private static Thread start(String name, Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (InterruptedException e) {
                LOG.log(System.Logger.Level.INFO, "{0}: stopped", name);
              } catch (Exception e) {
                LOG.log(System.Logger.Level.ERROR, name, e);
                // A person or a supervisor decides; half a service is of no use.
                Runtime.getRuntime().halt(1);
              }
            },
            name);
    thread.start();
    return thread;
  }

  private static String setting(String name, String otherwise) {
    return System.getenv().getOrDefault(name, otherwise);
  }
}
