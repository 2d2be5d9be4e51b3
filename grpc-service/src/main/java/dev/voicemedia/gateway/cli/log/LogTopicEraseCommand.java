package dev.voicemedia.gateway.cli.log;

import dev.voicemedia.gateway.eventlog.CallMatch;
import dev.voicemedia.gateway.kafka.TopicErasure;
import dev.voicemedia.v1.EventFilter;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command that erases the content of a call's events from what the gateways serve. */
@Command(
    name = "erase",
    description = {
      "Permanently erases the content of a call's events from what every gateway serves: webhook,"
          + " payload and client_state. Positions, ids, types and times stay, so that every cursor"
          + " remains valid. The gateways do it while they run, and those that are stopped when"
          + " they start.",
      "The topic itself has the webhooks until its retention has passed."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      LogCommand.OK_TEXT,
      "1:no broker can be reached, or there is no such event",
      LogCommand.USAGE_TEXT
    })
final class LogTopicEraseCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  CallOption call;

  @Option(names = "--dry-run", description = "only count the events")
  boolean dryRun;

  @Mixin TopicOptions topic;

  private LogTopicEraseCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    EventFilter filter = call.filter(spec);
    TopicErasure erasure = new TopicErasure(topic.settings(spec));
    List<Long> found = erasure.find(CallMatch.of(filter));
    if (found.isEmpty()) {
      throw new IOException("no event with this id is in the topic, expected the id of a call");
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(found.size() + " events found, those that came twice included");
    if (!dryRun) {
      erasure.erase(found);
      out.println("every gateway erases them as it reads this");
    }
    out.flush();
    return CommandLine.ExitCode.OK;
  }
}
