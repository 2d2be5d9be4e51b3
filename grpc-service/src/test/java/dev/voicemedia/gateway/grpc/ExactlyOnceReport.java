package dev.voicemedia.gateway.grpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.voicemedia.simulator.CommandRecord;
import dev.voicemedia.simulator.CommandRecord.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Holds what callers were told against what was executed. */
final class ExactlyOnceReport {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, int[]> faults = new TreeMap<>();
  private final Map<String, int[]> outcomes = new TreeMap<>();
  private final Map<String, Integer> errors = new TreeMap<>();
  private final int[] executed = new int[3];
  private final List<String> wrong = new ArrayList<>();
  private int commands;
  private int requests;
  private int repeats;

  void add(List<CallerStory> stories, List<CommandRecord> records) {
    commands += stories.size();
    requests += records.size();
    records.forEach(this::countFault);
    Map<String, List<Instant>> executions =
        records.stream()
            .filter(record -> record.outcome() == Outcome.EXECUTED)
            .collect(
                Collectors.groupingBy(
                    record -> key(record.callControlId(), commandId(record)),
                    Collectors.mapping(CommandRecord::receivedAt, Collectors.toList())));
    for (CallerStory story : stories) {
      check(
          story, executions.getOrDefault(key(story.callControlId(), story.commandId()), List.of()));
    }
  }

  /** What was not true, a line each. */
  List<String> wrong() {
    return wrong;
  }

  int faults() {
    return faults.values().stream().mapToInt(counts -> counts[0] + counts[1]).sum();
  }

  int answeredOk() {
    return outcomes.getOrDefault("ok", new int[2])[0];
  }

  private void check(CallerStory story, List<Instant> executions) {
    executed[Math.min(2, executions.size())]++;
    repeats += story.told().size() - 1;
    if (executions.size() > 1) {
      wrong.add(story.commandId() + " was executed " + executions.size() + " times");
    }
    for (CallerStory.Told told : story.told()) {
      long until = executions.stream().filter(at -> at.isBefore(told.until())).count();
      boolean right =
          switch (told.outcome()) {
            case "ok" -> executions.size() == 1;
            case "not_sent", "rejected" -> until == 0;
            case "unknown" -> executions.size() <= 1;
            default -> false;
          };
      outcomes.computeIfAbsent(told.outcome(), unused -> new int[2])[right ? 0 : 1]++;
      if (!told.error().isEmpty()) {
        errors.merge(told.outcome() + "  " + told.error(), 1, Integer::sum);
      }
      if (!right) {
        wrong.add(
            story.commandId() + " was executed at " + executions + ", but told: " + story.told());
      }
    }
  }

  private void countFault(CommandRecord record) {
    String kind = record.fault();
    if (kind != null) {
      String name = kind.equals("answer") ? kind + " " + record.status() : kind;
      int after = record.outcome() == Outcome.NOT_EXECUTED ? 0 : 1;
      faults.computeIfAbsent(name, unused -> new int[2])[after]++;
    }
  }

  private static String key(String call, String commandId) {
    return call + " " + commandId;
  }

  private static String commandId(CommandRecord record) {
    try {
      return JSON.readTree(record.body()).path("command_id").asText();
    } catch (JsonProcessingException e) {
      throw new AssertionError("a command that is not JSON was executed", e);
    }
  }

  @Override
  public String toString() {
    StringBuilder table = new StringBuilder();
    table.append(
        "%n%,d commands, repeated by their callers %,d times, sent to Telnyx %,d times%n"
            .formatted(commands, repeats, requests));
    table.append("%n%-22s %10s %10s%n".formatted("faults injected", "before", "after executing"));
    faults.forEach(
        (kind, counts) ->
            table.append("%-22s %,10d %,10d%n".formatted(kind, counts[0], counts[1])));
    table.append("%-22s %,10d of %,d requests%n".formatted("all", faults(), requests));
    table.append("%n%-22s %10s%n".formatted("executed", "commands"));
    List<String> times = List.of("not at all", "once", "twice or more");
    for (int i = 0; i < executed.length; i++) {
      table.append("%-22s %,10d%n".formatted(times.get(i), executed[i]));
    }
    table.append("%n%-22s %10s %10s%n".formatted("callers were told", "rightly", "wrongly"));
    outcomes.forEach(
        (outcome, counts) ->
            table.append("%-22s %,10d %,10d%n".formatted(outcome, counts[0], counts[1])));
    table.append("%n%-22s%n".formatted("errors"));
    errors.forEach((error, count) -> table.append("%-60s %,6d%n".formatted(error, count)));
    return table.toString();
  }
}
