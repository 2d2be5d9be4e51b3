package dev.voicemedia.gateway.calls;

import dev.voicemedia.v1.Call;
import dev.voicemedia.v1.Event;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the events of a call or of a session add up to, leg by leg. Pure: the same events give the
 * same result, in whichever order they are added, and however often each is.
 */
public final class CallReducer {
  private static final Comparator<Map.Entry<String, LegReducer>> IN_ORDER =
      Comparator.<Map.Entry<String, LegReducer>, Instant>comparing(leg -> leg.getValue().firstAt())
          .thenComparing(Map.Entry.comparingByKey());

  private final Map<String, LegReducer> legs = new HashMap<>();
  private boolean allSeen = true;

  /** Takes note that there are events that will not be added. */
  public void someLeftOut() {
    allSeen = false;
  }

  /** Adds an event of the call. */
  public void add(long position, Event event) {
    legs.computeIfAbsent(keyOf(event), key -> new LegReducer()).add(position, event);
  }

  /**
   * Adds an event of the call.
   *
   * @return the leg as it is then; empty if the event did not change it
   */
  public Optional<Call> addAndCompare(long position, Event event) {
    LegReducer known = legs.get(keyOf(event));
    Optional<Call> before = Optional.ofNullable(known).map(leg -> leg.call(allSeen));
    add(position, event);
    Optional<Call> after =
        Optional.ofNullable(legs.get(keyOf(event))).map(leg -> leg.call(allSeen));
    return after.equals(before) ? Optional.empty() : after;
  }

  /** Whether no event has been added. */
  public boolean isEmpty() {
    return legs.isEmpty();
  }

  /**
   * The legs as they are, in the order in which they began: of those that do not fit the newest.
   *
   * @param maxBytes of all of them, encoded; the newest one is returned even if it is larger
   */
  public List<Call> calls(int maxBytes) {
    List<LegReducer> inOrder =
        legs.entrySet().stream().sorted(IN_ORDER).map(Map.Entry::getValue).toList();
    Deque<Call> fitting = new ArrayDeque<>();
    int bytes = 0;
    for (int i = inOrder.size() - 1; i >= 0; i--) {
      Call call = inOrder.get(i).call(allSeen);
      bytes += call.getSerializedSize();
      if (bytes > maxBytes && !fitting.isEmpty()) {
        break;
      }
      fitting.addFirst(call);
    }
    return List.copyOf(fitting);
  }

  /** A leg's id, or its call_control_id; together those that have neither. */
  private static String keyOf(Event event) {
    return event.getCallLegId().isEmpty() ? event.getCallControlId() : event.getCallLegId();
  }
}
