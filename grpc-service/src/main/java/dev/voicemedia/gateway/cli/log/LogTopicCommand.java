package dev.voicemedia.gateway.cli.log;

import picocli.CommandLine.Command;

/** Commands for the topic of a log on Kafka. */
@Command(
    name = "topic",
    description = "Creates or checks the topic of a log on Kafka; gateways may be running.",
    subcommands = {LogTopicCreateCommand.class, LogTopicCheckCommand.class})
final class LogTopicCommand {
  private LogTopicCommand() {}
}
