package dev.voicemedia.gateway;

import dev.voicemedia.gateway.HoppingConsumer.Received;
import dev.voicemedia.gateway.VendorSender.Answer;
import dev.voicemedia.gateway.VendorSender.Sent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What became of the webhooks that were sent around each fault. */
final class FaultTable {
  private final List<Row> rows = new ArrayList<>();

  /**
   * Compares what was sent with what was delivered.
   *
   * @param faults by the times from which their webhooks count, in order
   * @param log everything that a gateway serves
   * @param stream everything that a consumer received that went from gateway to gateway
   */
  FaultTable(
      List<Fault> faults,
      List<Sent> sent,
      List<Answer> answers,
      List<Received> log,
      List<Received> stream) {
    Set<String> stored = new HashSet<>();
    log.forEach(event -> stored.add(event.id()));
    Set<String> delivered = new HashSet<>();
    Set<String> repeated = new HashSet<>();
    stream.forEach(
        event -> {
          if (!delivered.add(event.id())) {
            repeated.add(event.id());
          }
        });
    Set<String> late = late(stream);
    for (int i = 0; i < faults.size(); i++) {
      Instant from = faults.get(i).from();
      Instant to = i + 1 < faults.size() ? faults.get(i + 1).from() : Instant.MAX;
      List<Sent> ours =
          sent.stream()
              .filter(each -> !each.first().isBefore(from) && each.first().isBefore(to))
              .toList();
      List<Answer> theirs =
          answers.stream()
              .filter(each -> !each.at().isBefore(from) && each.at().isBefore(to))
              .toList();
      rows.add(
          new Row(
              faults.get(i).name(),
              ours.size(),
              count(ours, Sent::acknowledged),
              count(ours, each -> delivered.contains(each.id())),
              count(
                  ours,
                  each ->
                      each.acknowledged()
                          && !(stored.contains(each.id()) && delivered.contains(each.id()))),
              count(ours, each -> repeated.contains(each.id())),
              count(ours, each -> late.contains(each.id())),
              count(ours, each -> !each.acknowledged()),
              theirs.stream()
                  .filter(answer -> answer.status() == 503)
                  .map(answer -> answer.at().getEpochSecond())
                  .distinct()
                  .count(),
              theirs.stream().filter(answer -> answer.status() == 0).count()));
    }
  }

  List<Row> rows() {
    return rows;
  }

  @Override
  public String toString() {
    StringBuilder table =
        new StringBuilder(
            "| fault | sent | acknowledged | delivered | lost | repeated | out of order | given up"
                + " | seconds with a 503 | attempts without an answer |\n"
                + "|---|---|---|---|---|---|---|---|---|---|\n");
    rows.forEach(
        row ->
            table.append(
                "| %s | %d | %d | %d | %d | %d | %d | %d | %d | %d |%n"
                    .formatted(
                        row.fault,
                        row.sent,
                        row.acknowledged,
                        row.delivered,
                        row.lost,
                        row.repeated,
                        row.outOfOrder,
                        row.givenUp,
                        row.seconds503,
                        row.unanswered)));
    return table.toString();
  }

  /** Events that came after one that their call sent once they had been acknowledged. */
  private static Set<String> late(List<Received> stream) {
    Map<String, Integer> newest = new HashMap<>();
    Set<String> late = new HashSet<>();
    Set<String> seen = new HashSet<>();
    for (Received event : stream) {
      int dash = event.id().indexOf('-');
      String call = event.id().substring(0, dash);
      int number = Integer.parseInt(event.id().substring(dash + 1));
      if (seen.add(event.id()) && newest.getOrDefault(call, -1) > number) {
        late.add(event.id());
      }
      newest.merge(call, number, Math::max);
    }
    return late;
  }

  private static int count(List<Sent> sent, Predicate<Sent> which) {
    return (int) sent.stream().filter(which).count();
  }

  record Fault(String name, Instant from) {}

  /**
   * A fault's webhooks.
   *
   * @param seconds503 seconds of the clock in which at least one attempt was answered 503
   */
  record Row(
      String fault,
      int sent,
      int acknowledged,
      int delivered,
      int lost,
      int repeated,
      int outOfOrder,
      int givenUp,
      long seconds503,
      long unanswered) {}
}
