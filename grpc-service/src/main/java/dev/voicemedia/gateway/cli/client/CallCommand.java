package dev.voicemedia.gateway.cli.client;

import picocli.CommandLine.Command;

/** Commands that look at calls. */
@Command(
    name = "call",
    description = "Shows calls, as the events that the gateway has stored say.",
    subcommands = {CallShowCommand.class, CallWatchCommand.class})
public final class CallCommand {
  private CallCommand() {}
}
