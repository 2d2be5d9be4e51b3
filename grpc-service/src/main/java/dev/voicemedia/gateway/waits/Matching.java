package dev.voicemedia.gateway.waits;

import dev.voicemedia.gateway.waits.SentCommand.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which item is which command's, of commands and items of one sound.
 *
 * <p>A command has one item at most, and its events come after the position at which it was begun.
 * So an item that was there when a command was begun belongs to one of those before: as many items
 * as there are commands that they may belong to are all of theirs, one each. One of one is then
 * certain. Several are in the order of their commands, if these were sent one after the other,
 * since the vendor plays in turn. More items than commands show that somebody else sends, too.
 */
final class Matching {
  private final Set<SentCommand> dropped;
  private final Map<SentCommand, Item> found = new HashMap<>();
  private final Set<SentCommand> inTurn = new HashSet<>();
  private final Set<SentCommand> contested = new HashSet<>();
  private final List<Item> foreign = new ArrayList<>();
  private final List<SentCommand> openCommands = new ArrayList<>();
  private final List<Item> openItems = new ArrayList<>();

  /**
   * @param commands that may have such items, in their order
   * @param dropped those that may have none, since a later command has discarded them
   */
  Matching(List<SentCommand> commands, Set<SentCommand> dropped, List<Item> items) {
    this.dropped = dropped;
    List<Item> byPosition = items.stream().sorted(Comparator.comparing(Item::position)).toList();
    int next = 0;
    for (int known = 0; known <= commands.size(); known++) {
      while (next < byPosition.size()
          && (known == commands.size()
              || byPosition.get(next).position() <= commands.get(known).head())) {
        openItems.add(byPosition.get(next++));
      }
      settle();
      if (known < commands.size()) {
        openCommands.add(commands.get(known));
      }
    }
  }

  /** The item of a command, if that is certain. */
  Optional<Item> of(SentCommand command) {
    return Optional.ofNullable(found.get(command));
  }

  /** Whether its item was one of several, which were told apart by their order. */
  boolean isInTurn(SentCommand command) {
    return inTurn.contains(command);
  }

  /** Whether the items that may be its own are more than this gateway's commands account for. */
  boolean isContested(SentCommand command) {
    return contested.contains(command);
  }

  /** Items that somebody else has caused, or among which are such. */
  List<Item> foreign() {
    return foreign;
  }

  /** Items that may be the command's as far as anyone can say. */
  List<Item> candidates(SentCommand command) {
    if (found.containsKey(command)) {
      return List.of();
    }
    List<Item> open = contested.contains(command) ? foreign : openItems;
    return open.stream().filter(item -> item.position() > command.head()).toList();
  }

  /** Whether it has candidates, and nothing that may yet come decides which is its own. */
  boolean isUndecidable(SentCommand command) {
    return contested.contains(command)
        || candidates(command).stream().anyMatch(this::cannotBeSettled);
  }

  /** Settles what is open, if there are as many items as commands that they may belong to. */
  private void settle() {
    if (openItems.isEmpty() || openItems.size() < openCommands.size()) {
      return;
    }
    if (openItems.size() > openCommands.size()) {
      foreign.addAll(openItems);
      contested.addAll(openCommands);
    } else if (openItems.size() == 1) {
      found.put(openCommands.get(0), openItems.get(0));
    } else if (!assignInTurn()) {
      return;
    }
    openCommands.clear();
    openItems.clear();
  }

  /** Assigns several items to as many commands by their order, if both are certain. */
  private boolean assignInTurn() {
    boolean accepted = openCommands.stream().allMatch(command -> command.state() == State.ACCEPTED);
    if (!accepted || !keepOrder(openCommands)) {
      return false;
    }
    Map<Instant, Item> byTime = new HashMap<>();
    for (Item item : openItems) {
      Instant time = item.time();
      if (time == null || byTime.put(time, item) != null) {
        return false;
      }
    }
    List<Item> inOrder =
        byTime.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(Map.Entry::getValue)
            .toList();
    for (int i = 0; i < inOrder.size(); i++) {
      if (inOrder.get(i).position() <= openCommands.get(i).head()) {
        return false; // the vendor's times contradict the log
      }
    }
    for (int i = 0; i < inOrder.size(); i++) {
      found.put(openCommands.get(i), inOrder.get(i));
      inTurn.add(openCommands.get(i));
    }
    return true;
  }

  private boolean cannotBeSettled(Item item) {
    List<SentCommand> rivals =
        openCommands.stream().filter(command -> command.head() < item.position()).toList();
    if (rivals.size() < 2) {
      return false;
    }
    // What came before the next command was begun is these commands', all of it.
    long until =
        openCommands.stream()
            .mapToLong(SentCommand::head)
            .filter(head -> head >= item.position())
            .min()
            .orElse(Long.MAX_VALUE);
    List<Item> theirs = openItems.stream().filter(each -> each.position() <= until).toList();
    boolean complete = theirs.size() >= rivals.size();
    long started = theirs.stream().filter(each -> each.start() != null).count();
    boolean startsMissing = started > 0 && started < theirs.size(); // and would show the order
    boolean accepted = rivals.stream().allMatch(each -> each.state() == State.ACCEPTED);
    return !keepOrder(rivals)
        || (complete && accepted && !startsMissing)
        || (!complete && rivals.stream().anyMatch(dropped::contains));
  }

  private static boolean keepOrder(List<SentCommand> commands) {
    for (int i = 0; i < commands.size(); i++) {
      if (!commands.get(i).keepsOrder()
          || (i > 0 && commands.get(i).overlaps(commands.get(i - 1)))) {
        return false;
      }
    }
    return true;
  }
}
