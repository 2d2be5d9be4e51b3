package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.grpc.CommandPermissions;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Settings of what callers may do. */
final class PermissionOptions {
  @Option(
      names = "--allow-commands",
      paramLabel = "ACTIONS",
      defaultValue = "${env:VOICEMEDIA_ALLOW_COMMANDS}",
      description =
          "actions that SendCommand may send, comma-separated, such as transfer,bridge"
              + " [VOICEMEDIA_ALLOW_COMMANDS] (default: none)")
  String commands = "";

  @Option(
      names = "--allow-webhook-url",
      defaultValue = "${env:VOICEMEDIA_ALLOW_WEBHOOK_URL}",
      description =
          "let commands lead events to other URLs, where the gateway does not see them"
              + " [VOICEMEDIA_ALLOW_WEBHOOK_URL] (default: no)")
  boolean webhookUrls;

  /**
   * @throws ConfigException naming the setting that is wrong
   */
  CommandPermissions toPermissions() throws ConfigException {
    Set<String> actions =
        Arrays.stream(commands.split(",", -1))
            .map(String::strip)
            .filter(action -> !action.isEmpty())
            .collect(Collectors.toSet());
    try {
      return new CommandPermissions(actions, webhookUrls);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("--allow-commands: " + e.getMessage());
    }
  }
}
