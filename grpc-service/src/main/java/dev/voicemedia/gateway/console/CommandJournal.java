package dev.voicemedia.gateway.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.Message;
import dev.voicemedia.gateway.grpc.ActionListener;
import dev.voicemedia.gateway.upstream.AttemptListener;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The latest commands of this gateway, with their attempts. Listeners are called by those who send:
 * all that happens under the lock is the bookkeeping of one entry.
 */
public final class CommandJournal implements ActionListener, AttemptListener {
  private static final int MAX_COMMANDS = 2_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final InstantSource clock;
  private final boolean withRequests;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Deque<CommandEntry> entries = new ArrayDeque<>();

  /** Those under way, which attempts may belong to. */
  @GuardedBy("lock")
  private final Map<CommandEntry.Key, CommandEntry> running = new HashMap<>();

  /**
   * @param withRequests whether to keep what was asked for, customers' data and all
   */
  public CommandJournal(InstantSource clock, boolean withRequests) {
    this.clock = clock;
    this.withRequests = withRequests;
  }

  @Override
  public ActionListener.Watch begun(
      String action, String caller, String commandId, Message request) {
    CommandEntry entry =
        CommandEntry.begun(action, caller, commandId, request, withRequests, clock.instant());
    synchronized (lock) {
      entries.addLast(entry);
      if (entries.size() > MAX_COMMANDS) {
        entries.removeFirst();
      }
      running.putIfAbsent(entry.key(), entry); // a repeat has no attempts of its own
    }
    return (outcome, requestId, why) -> {
      synchronized (lock) {
        entry.ended(outcome, requestId, why, clock.instant());
        running.remove(entry.key(), entry);
      }
    };
  }

  @Override
  public AttemptListener.Attempt begun(String target, String commandId) {
    CommandEntry entry;
    CommandEntry.Attempt attempt = new CommandEntry.Attempt(clock.instant());
    synchronized (lock) {
      entry = running.get(new CommandEntry.Key(target, commandId));
      if (entry != null) {
        entry.add(attempt);
      }
    }
    return result -> {
      synchronized (lock) {
        attempt.ended(result, clock.instant());
      }
    };
  }

  /**
   * The commands on a call, oldest first, as JSON.
   *
   * @param callControlId null for those on all calls
   */
  public String json(@Nullable String callControlId) {
    ObjectNode page = JSON.createObjectNode();
    ArrayNode commands = page.putArray("commands");
    synchronized (lock) {
      for (CommandEntry entry : entries) {
        if (callControlId == null || entry.isOn(callControlId)) {
          entry.describe(commands.addObject());
        }
      }
    }
    return page.toString();
  }
}
