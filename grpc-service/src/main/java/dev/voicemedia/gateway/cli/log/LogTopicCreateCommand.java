package dev.voicemedia.gateway.cli.log;

import dev.voicemedia.gateway.kafka.LogTopic;
import dev.voicemedia.gateway.kafka.TopicException;
import dev.voicemedia.gateway.kafka.TopicFinding;
import dev.voicemedia.gateway.kafka.TopicRules;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Command that creates the topic of a log on Kafka. */
@Command(
    name = "create",
    description = "Creates the topic with the settings that a log needs.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      LogCommand.OK_TEXT,
      "1:no broker can be reached, the topic exists, or the brokers refuse it",
      LogCommand.USAGE_TEXT
    })
final class LogTopicCreateCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin TopicOptions topic;

  @Option(
      names = "--replicas",
      paramLabel = "NUMBER",
      description =
          "brokers that keep the log, 1 to 99; with fewer than 3, a broker's loss is one of events"
              + " or of service (default: ${DEFAULT-VALUE})")
  short replicas = TopicRules.REPLICAS;

  private LogTopicCreateCommand() {}

  @Override
  public Integer call() throws TopicException, InterruptedException {
    if (replicas < 1 || replicas > 99) {
      throw new ParameterException(
          spec.commandLine(), "--replicas: " + replicas + ", expected 1 to 99");
    }
    PrintWriter out = spec.commandLine().getOut();
    try (LogTopic log = topic.open(spec)) {
      List<TopicFinding> findings = log.create(topic.rules(), replicas);
      out.println("created");
      TopicOptions.print(out, findings);
    }
    return CommandLine.ExitCode.OK;
  }
}
