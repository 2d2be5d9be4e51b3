package dev.voicemedia.gateway.waits;

import dev.voicemedia.gateway.waits.LegEvent.Phase;
import dev.voicemedia.gateway.waits.Sending.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What all that is known of a leg says about one of its commands. A function of that alone. */
final class Judgement {
  private final SentCommand own;
  private final boolean othersSend;
  private final List<SentCommand> commands;
  private final List<LegEvent> events;
  private final Map<Sound, Matches> matches = new HashMap<>();
  private final boolean othersHeard;
  private final boolean hopeless;

  /**
   * @param own whose audio it is about
   * @param all commands that this gateway has sent on the leg, in their order
   * @param events of the leg, in the log's order
   * @param othersSend whether others may send on the leg
   */
  Judgement(SentCommand own, List<SentCommand> all, List<LegEvent> events, boolean othersSend) {
    this.othersSend = othersSend;
    this.own = own;
    this.commands = all.stream().filter(SentCommand::mayHaveEvents).toList();
    this.events = events;
    Set<Sound> sounds = events.stream().map(LegEvent::sound).collect(Collectors.toSet());
    commands.forEach(command -> sounds.add(command.what().sound()));
    sounds.remove(Sound.NONE);
    sounds.forEach(sound -> matches.put(sound, match(sound)));
    othersHeard = matches.values().stream().anyMatch(this::isForeign) || isForeignGather();
    Matches mine = mine();
    boolean needsSilence = othersSend || !own.what().sound().namesMedia();
    hopeless =
        mine.ends.isUndecidable(own)
            || mine.starts.isContested(own)
            || endsBeforeItStarts()
            || (needsSilence ? othersHeard : isForeign(mine));
  }

  /** Whether nothing that may yet come decides which events are the command's. */
  boolean isHopeless() {
    return hopeless;
  }

  /** Where others send, only of speech with an id, as its end then proves that it is its start. */
  Optional<LegEvent> start() {
    return othersSend && !areOnePiece() ? Optional.empty() : itsStart();
  }

  Optional<LegEvent> end() {
    return mine().ends.of(own).flatMap(item -> Optional.ofNullable(item.end()));
  }

  /** What the start and the end rest on, or would if they came now. */
  Basis basis() {
    if (hopeless) {
      return Basis.AMBIGUOUS;
    } else if (mine().ends.isInTurn(own) || mine().starts.isInTurn(own)) {
      return Basis.QUEUED;
    } else if (!othersHeard
        && (own.what().plain() || !othersSend)
        && commands.stream().noneMatch(this::disturbs)) {
      return Basis.SOLE;
    }
    return own.what().sound().namesMedia() && hasNoRival() ? Basis.MEDIA : Basis.QUEUED;
  }

  /** Events that may be the command's as far as anyone can say, in the log's order. */
  List<LegEvent> candidates() {
    Matches mine = mine();
    return Stream.concat(mine.starts.candidates(own).stream(), mine.ends.candidates(own).stream())
        .flatMap(item -> item.events().stream())
        .distinct()
        .sorted(Comparator.comparing(LegEvent::position))
        .toList();
  }

  private Matches mine() {
    return matches.computeIfAbsent(own.what().sound(), this::match);
  }

  private Matches match(Sound sound) {
    List<SentCommand> possible =
        commands.stream()
            .filter(command -> command.what().mayCause(sound) && !isEndedGather(command))
            .toList();
    Set<SentCommand> dropped = new HashSet<>();
    for (SentCommand command : possible) {
      if (commands.stream().anyMatch(other -> mayDrop(other, command))) {
        dropped.add(command);
      }
    }
    List<LegEvent> heard = events.stream().filter(event -> event.sound().equals(sound)).toList();
    Optional<List<Item>> pieces =
        sound.equals(Sound.SPEECH) ? Item.pieces(heard) : Optional.empty();
    if (pieces.isPresent()) {
      Matching both = match(possible, dropped, pieces.get());
      return new Matches(both, both);
    }
    return new Matches(
        match(possible, dropped, Item.each(heard, Phase.STARTED)),
        match(possible, dropped, Item.each(heard, Phase.ENDED)));
  }

  /** Leaves out what may have been the prompt of a gather that is over. */
  private Matching match(List<SentCommand> possible, Set<SentCommand> dropped, List<Item> items) {
    List<Item> audio = new ArrayList<>(items);
    Set<SentCommand> mayHaveNone = new HashSet<>(dropped);
    for (SentCommand gather : commands) {
      if (isEndedGather(gather)) {
        long until = endOf(gather).orElseThrow();
        boolean left =
            audio.removeIf(item -> item.position() > gather.head() && item.position() <= until);
        if (left) {
          possible.stream().filter(each -> each.head() < until).forEach(mayHaveNone::add);
        }
      }
    }
    return new Matching(possible, mayHaveNone, audio);
  }

  /** Whether somebody else was heard while this command was waited for. */
  private boolean isForeign(Matches sound) {
    List<LegEvent> foreign =
        Stream.concat(sound.starts.foreign().stream(), sound.ends.foreign().stream())
            .flatMap(item -> item.events().stream())
            .distinct()
            .toList();
    int playing = 0;
    for (LegEvent event : foreign) {
      if (event.position() > own.head()) {
        return true;
      }
      playing += event.phase() == Phase.STARTED ? 1 : -1;
    }
    return playing > 0;
  }

  private boolean isForeignGather() {
    long ended =
        events.stream()
            .filter(event -> event.phase() == Phase.GATHER_ENDED && event.position() > own.head())
            .count();
    long gathers =
        commands.stream()
            .filter(command -> command.what().kind() == Kind.GATHER && !isEndedGather(command))
            .count();
    return ended > gathers;
  }

  /** Whether it is a gather that was over when this command was begun. */
  private boolean isEndedGather(SentCommand command) {
    return command.what().kind() == Kind.GATHER && endOf(command).isPresent();
  }

  /** Position of the first end of a gather after it was begun, and before this command was. */
  private OptionalLong endOf(SentCommand gather) {
    return events.stream()
        .filter(event -> event.phase() == Phase.GATHER_ENDED)
        .mapToLong(LegEvent::position)
        .filter(position -> position > gather.head() && position <= own.head())
        .min();
  }

  /** Where nothing says that they belong together, one of them may be somebody else's. */
  private boolean endsBeforeItStarts() {
    Instant started = itsStart().map(LegEvent::occurredAt).orElse(null);
    Instant ended = end().map(LegEvent::occurredAt).orElse(null);
    if (started == null || ended == null) {
      return othersSend && itsStart().isPresent() && end().isPresent() && !areOnePiece();
    }
    return othersSend ? !started.isBefore(ended) : started.isAfter(ended);
  }

  private static boolean mayDrop(SentCommand stop, SentCommand other) {
    return stop.what().stops() && stop.order() != other.order() && !stop.isDoneBefore(other);
  }

  private Optional<LegEvent> itsStart() {
    return mine().starts.of(own).flatMap(item -> Optional.ofNullable(item.start()));
  }

  private boolean areOnePiece() {
    return mine().starts == mine().ends;
  }

  private boolean hasNoRival() {
    return commands.stream()
        .noneMatch(
            command ->
                command.order() != own.order()
                    && command.what().mayCause(own.what().sound())
                    && disturbs(command));
  }

  /** Whether a command of this gateway was at work on the leg beside this one. */
  private boolean disturbs(SentCommand other) {
    if (other.order() > own.order()) {
      // Its audio may stand in for that of somebody else, which then is not seen to be there.
      return othersSend || other.head() < end().map(LegEvent::position).orElse(Long.MAX_VALUE);
    }
    return other.order() < own.order() && !isOver(other);
  }

  /** Whether nothing more was to be heard of an earlier command when this one was begun. */
  private boolean isOver(SentCommand earlier) {
    return switch (earlier.what().kind()) {
      case GATHER -> isEndedGather(earlier);
      case STOP -> earlier.isDoneBefore(own);
      case OTHER -> false;
      case SPEECH, PLAYBACK ->
          Optional.ofNullable(matches.get(earlier.what().sound()))
              .flatMap(match -> match.ends.of(earlier))
              .flatMap(item -> Optional.ofNullable(item.end()))
              .filter(end -> end.position() <= own.head())
              .isPresent();
    };
  }

  /** Of one sound; both the same where starts and ends are known to belong together. */
  private record Matches(Matching starts, Matching ends) {}
}
