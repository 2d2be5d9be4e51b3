package dev.voicemedia.gateway.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.voicemedia.gateway.cli.Main;
import dev.voicemedia.v1.MediaActionsProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Options and help of the media actions on the command line. */
final class MediaOptionsTest {
  private static final Map<String, String> COMMANDS =
      Map.of(
          "StartPlayback", "play",
          "StopPlayback", "stop-play",
          "StartRecording", "record start",
          "StopRecording", "record stop",
          "PauseRecording", "record pause",
          "ResumeRecording", "record resume",
          "Speak", "speak");

  @Test
  void everyFieldOfEveryRequestHasAnOptionOfItsName() {
    List<String> missing = new ArrayList<>();
    for (MethodDescriptor method :
        MediaActionsProto.getDescriptor().getServices().get(0).getMethods()) {
      if (method.isServerStreaming()) {
        continue; // --wait, with the fields of the action
      }
      Set<String> options = command(method.getName()).getCommandSpec().optionsMap().keySet();
      for (FieldDescriptor field : method.getInputType().getFields()) {
        String option = "--" + field.getName().replace('_', '-');
        boolean otherwise = Set.of("--payload", "--voice-settings").contains(option);
        if (!options.contains(option) && !otherwise) {
          missing.add(COMMANDS.get(method.getName()) + " " + option);
        }
      }
    }

    assertThat(missing).isEmpty();
  }

  @Test
  void helpNamesEveryOptionAndFits80Columns() {
    for (String name : COMMANDS.keySet()) {
      CommandLine command = command(name);
      String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);

      assertThat(help).startsWith("Usage: voicemedia " + COMMANDS.get(name) + " --call=ID");
      assertThat(help.lines()).allMatch(line -> line.length() <= 80);
      command
          .getCommandSpec()
          .options()
          .forEach(
              option ->
                  assertThat(help)
                      .contains(option.longestName().replaceFirst("^--", ""))
                      .contains(Arrays.asList(option.description()).get(0).split(" ", 2)[0]));
    }
    assertThat(Main.commandLine().getUsageMessage(CommandLine.Help.Ansi.OFF))
        .contains("play", "stop-play", "speak", "record");
  }

  private static CommandLine command(String method) {
    CommandLine command = Main.commandLine();
    for (String name : String.valueOf(COMMANDS.get(method)).split(" ", -1)) {
      command = Objects.requireNonNull(command.getSubcommands().get(name), name);
    }
    return command;
  }
}
