package dev.voicemedia.gateway.waits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.Message;
import dev.voicemedia.gateway.waits.SentCommand.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.LongSupplier;

/**
 * The commands that this gateway has sent, by leg, in the order of their begins. It knows nothing
 * of what was sent before it started, or by others.
 */
public final class SentCommands {
  /** Since the last command of a leg. */
  private static final Duration KEPT_FOR = Duration.ofHours(1);

  private static final int MAX_LEGS = 50_000;
  private static final int MAX_COMMANDS = 2_000;

  private final LongSupplier head;
  private final Cache<String, Leg> legs;

  /**
   * @param head position of the newest event in the log
   */
  public SentCommands(LongSupplier head) {
    this(head, Ticker.systemTicker());
  }

  SentCommands(LongSupplier head, Ticker ticker) {
    this.head = head;
    this.legs =
        Caffeine.newBuilder()
            .expireAfterAccess(KEPT_FOR)
            .maximumSize(MAX_LEGS)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  /**
   * Notes a command that is about to be sent; empty if it has nothing to do with audio.
   *
   * @param commandId that names the same command when it is sent again
   */
  public Optional<Sent> begin(Message request, String commandId) {
    return Sending.of(request)
        .map(what -> legs.get(what.call(), call -> new Leg()).begin(what, commandId, head));
  }

  /** A command on its way to the vendor, or with it. */
  public interface Sent {
    /** Position of the newest event before it was sent for the first time. */
    long head();

    /** The vendor has accepted it. */
    void accepted();

    /** It has no effect. */
    void withoutEffect();

    /** It may have taken effect, or may yet. */
    void unknown();

    /** The leg that it was sent on. */
    Leg leg();

    /** Its place among the commands of the leg. */
    int order();
  }

  /** What has been sent on a leg. */
  public static final class Leg {
    private final Object lock = new Object();
    private final Set<Runnable> listeners = new CopyOnWriteArraySet<>();

    @GuardedBy("lock")
    private final List<SentCommand> commands = new ArrayList<>();

    @GuardedBy("lock")
    private final Map<String, Integer> orders = new HashMap<>();

    /** How often each is under way: repeats join the first. */
    @GuardedBy("lock")
    private final Map<Integer, Integer> underWay = new HashMap<>();

    @GuardedBy("lock")
    private int clock;

    private Leg() {}

    /**
     * Has a listener called whenever a command begins or ends, on the thread of that command.
     *
     * @return ends that
     */
    public Runnable onChanged(Runnable listener) {
      listeners.add(listener);
      return () -> listeners.remove(listener);
    }

    /** The commands by now; empty if there were too many to remember. */
    Optional<List<SentCommand>> commands() {
      synchronized (lock) {
        return commands.size() > MAX_COMMANDS
            ? Optional.empty()
            : Optional.of(List.copyOf(commands));
      }
    }

    private Sent begin(Sending what, String commandId, LongSupplier head) {
      OnLeg sent;
      synchronized (lock) {
        Integer known = orders.get(commandId);
        if (known != null && commands.get(known).mayHaveEvents()) {
          sent = new OnLeg(this, known, commands.get(known).head());
        } else {
          sent = new OnLeg(this, commands.size(), head.getAsLong());
          if (commands.size() <= MAX_COMMANDS) { // one more shows that there were too many
            commands.add(
                new SentCommand(
                    sent.order, what, sent.head, clock++, Integer.MAX_VALUE, State.UNDER_WAY));
            orders.put(commandId, sent.order);
          }
        }
        underWay.merge(sent.order, 1, Integer::sum);
      }
      listeners.forEach(Runnable::run);
      return sent;
    }

    private void end(int order, State state) {
      synchronized (lock) {
        boolean last = underWay.merge(order, -1, (now, change) -> now + change) <= 0;
        if (last) {
          underWay.remove(order);
        }
        if (order < commands.size()) {
          SentCommand command = commands.get(order);
          commands.set(order, command.after(state, last, clock++));
        }
      }
      listeners.forEach(Runnable::run);
    }
  }

  private record OnLeg(Leg leg, int order, long head) implements Sent {
    @Override
    public void accepted() {
      leg.end(order, State.ACCEPTED);
    }

    @Override
    public void withoutEffect() {
      leg.end(order, State.WITHOUT_EFFECT);
    }

    @Override
    public void unknown() {
      leg.end(order, State.UNKNOWN);
    }
  }
}
