package dev.voicemedia.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.cli.settings.ConfigFile;
import dev.voicemedia.gateway.cli.settings.DefaultValues;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandsTest {
  private final CommandLine all = of();

  @ParameterizedTest
  @ValueSource(
      strings = {"serve", "dev", "dial", "speak", "record", "recording", "events", "recover"})
  void aCommandIsTheSameWithoutAllTheOthers(String name) {
    CommandLine alone = of(name, "--help");

    assertThat(alone.getSubcommands()).containsOnlyKeys(name);
    assertThat(helpOf(alone, name))
        .isEqualTo(helpOf(all, name))
        .contains("Usage: voicemedia " + name, "--config", "--help", "--version");
  }

  @Test
  void whatMayHaveToDoWithOtherCommandsHasThem() {
    for (String first : new String[] {"help", "train", "config", "--help", "spaek", ""}) {
      assertThat(of(first).getSubcommands().keySet()).isEqualTo(all.getSubcommands().keySet());
    }
  }

  private static String helpOf(CommandLine root, String name) {
    return Objects.requireNonNull(root.getSubcommands().get(name)).getUsageMessage();
  }

  private static CommandLine of(String... args) {
    return Main.commandLine(new DefaultValues(Map.of(), ConfigFile.none()), args);
  }
}
