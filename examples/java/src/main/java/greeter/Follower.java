package greeter;

import dev.voicemedia.v1.EventFilter;
import dev.voicemedia.v1.EventSource;
import dev.voicemedia.v1.StartEarliest;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.v1.WebhookEventsServiceGrpc.WebhookEventsServiceBlockingStub;
import io.grpc.StatusRuntimeException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.concurrent.ThreadLocalRandom;

/** Follows the feed from where the database is, whatever ends a stream. */
final class Follower {
  private static final System.Logger LOG = System.getLogger("greeter");
  private static final long SHORTEST_MILLIS = 100;
  private static final long LONGEST_MILLIS = 10_000;

  /** Not what was recovered: it has no signature, and comes too late for a greeting. */
  private static final EventFilter SIGNED =
      EventFilter.newBuilder().addSources(EventSource.EVENT_SOURCE_RECEIVED).build();

  private final WebhookEventsServiceBlockingStub events;
  private final Database database;

  Follower(WebhookEventsServiceBlockingStub events, Database database) {
    this.events = events;
    this.database = database;
  }

  void run() throws InterruptedException, SQLException, GeneralSecurityException {
    for (long delay = SHORTEST_MILLIS; true; delay = Math.min(2 * delay, LONGEST_MILLIS)) {
      SubscribeRequest.Builder request =
          SubscribeRequest.newBuilder().setContinueAfterGap(true).setFilter(SIGNED);
      if (database.cursor().isEmpty()) {
        request.setEarliest(StartEarliest.getDefaultInstance());
      } else {
        request.setAfter(database.cursor());
      }
      String end = "Goodbye";
      try {
        Iterator<SubscribeResponse> stream = events.subscribe(request.build());
        while (stream.hasNext()) {
          SubscribeResponse message = stream.next();
          database.save(message);
          delay = message.hasOpened() ? delay : SHORTEST_MILLIS;
        }
      } catch (StatusRuntimeException e) {
        switch (e.getStatus().getCode()) {
          case INVALID_ARGUMENT, OUT_OF_RANGE, DATA_LOSS, PERMISSION_DENIED, UNAUTHENTICATED ->
              throw e;
          default -> end = e.getMessage();
        }
      }
      long pause = ThreadLocalRandom.current().nextLong(delay / 2, delay);
      LOG.log(System.Logger.Level.WARNING, "another stream in {0} ms, after {1}", pause, end);
      Thread.sleep(pause);
    }
  }
}
