package dev.voicemedia.gateway.waits;

import dev.voicemedia.gateway.waits.LegEvent.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A wait for the audio of one command that the vendor has accepted. It is given the events of the
 * leg in the log's order, and what this gateway has sent on it by then; it has no clock. For one
 * thread at a time.
 */
public final class Wait {
  /** Of a leg; whoever has heard more has waited too long to be certain of anything. */
  private static final int MAX_EVENTS = 4_096;

  private final int own;
  private final boolean othersSend;
  private final List<LegEvent> events = new ArrayList<>();
  private Basis basis = Basis.QUEUED;
  private List<LegEvent> candidates = List.of();
  private boolean started;
  private boolean ambiguous;
  private boolean over;
  private boolean forgetful;
  private @Nullable LegEvent hangup;
  private @Nullable LegEvent start;
  private @Nullable LegEvent held;

  /**
   * @param own order of the command on its leg
   * @param othersSend whether others than this gateway may send on the leg: then only what is the
   *     sole audio counts, and start and end are {@link #held} until {@link #settled}
   */
  public Wait(int own, boolean othersSend) {
    this.own = own;
    this.othersSend = othersSend;
  }

  /** Whether the last step has been reported. */
  public boolean isOver() {
    return over;
  }

  /** What a step would rest on now. */
  public Basis basis() {
    return basis;
  }

  /** Adds what is known from before; nothing is reported of it until the next event. */
  public void remember(List<LegEvent> earlier) {
    earlier.forEach(this::add);
  }

  /** Too much is known from before: nothing will be certain. */
  public void rememberTooLittle() {
    forgetful = true;
  }

  /** An event of the leg has been stored. */
  public List<Step> heard(LegEvent event, SentCommands.Leg leg) {
    add(event);
    return conclude(leg);
  }

  /** Reports what is certain by now. */
  public List<Step> conclude(SentCommands.Leg leg) {
    List<Step> steps = new ArrayList<>();
    if (!over) {
      judge(leg, steps);
      if (!over && hangup != null) {
        over = true;
        steps.add(new Step.CallEnded(hangup, basis, candidates));
      }
    }
    return steps;
  }

  /** The end that is to be reported unless something else is heard; null for none. */
  public @Nullable LegEvent held() {
    return held;
  }

  /** Nothing else was heard for long enough after the end that is held. */
  public List<Step> settled() {
    List<Step> steps = new ArrayList<>();
    if (!over && held != null) {
      report(steps);
    }
    return steps;
  }

  /** The time to wait is over. */
  public List<Step> overdue() {
    if (over) {
      return List.of();
    }
    over = true;
    return List.of(new Step.Overdue(basis, candidates));
  }

  private void add(LegEvent event) {
    if (event.phase() == Phase.HANGUP) {
      hangup = event;
    } else {
      events.add(event);
    }
  }

  private void judge(SentCommands.Leg leg, List<Step> steps) {
    Optional<List<SentCommand>> commands = leg.commands();
    if (commands.isEmpty()
        || own >= commands.get().size()
        || forgetful
        || events.size() > MAX_EVENTS) {
      giveUp(List.of(), steps);
      return;
    }
    Judgement judgement =
        new Judgement(commands.get().get(own), commands.get(), events, othersSend);
    if (ambiguous) {
      candidates = judgement.candidates();
      return;
    }
    Optional<LegEvent> end = judgement.end();
    basis = judgement.basis();
    if (judgement.isHopeless() || (othersSend && end.isPresent() && basis != Basis.SOLE)) {
      giveUp(judgement.candidates(), steps);
      return;
    }
    start = judgement.start().orElse(null);
    held = end.orElse(null);
    if (!othersSend) {
      report(steps);
    }
  }

  private void report(List<Step> steps) {
    if (start != null && !started) {
      started = true;
      steps.add(new Step.Started(start, basis));
    }
    if (held != null) {
      over = true;
      steps.add(new Step.Ended(held, basis));
    }
  }

  private void giveUp(List<LegEvent> mayBe, List<Step> steps) {
    basis = Basis.AMBIGUOUS;
    candidates = mayBe;
    held = null;
    if (!ambiguous) {
      ambiguous = true;
      steps.add(new Step.Ambiguous(mayBe));
    }
  }
}
