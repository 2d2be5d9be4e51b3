package dev.voicemedia.openapi.drift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command: compares an upstream document with the one in this jar. */
@Command(
    name = "drift-report",
    sortOptions = false,
    exitCodeOnExecutionException = CommandLine.ExitCode.USAGE, // 1 would say that there is drift
    description =
        "Reports how an upstream OpenAPI document differs from this project's own, in the"
            + " operations and events that this project has and in new ones of the same families."
            + " Breaking changes come first. What upstream leaves unsaid is no difference.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:no difference",
      "1:at least one difference",
      "2:the document cannot be read, or the command line is wrong"
    })
public final class DriftReport implements Callable<Integer> {

  private static final String OURS = "/dev/voicemedia/openapi/telnyx-voice-media.yaml";

  @Parameters(
      paramLabel = "DOCUMENT",
      description =
          "Path or http(s) URL of the upstream document: OpenAPI 3.0 or 3.1, YAML or JSON.")
  private String document = "";

  @Option(names = "--json", description = "Print the report as one JSON object.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli asks the annotation, not the field
  private boolean help;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Runs the command and exits with 0, 1 or 2. */
  public static void main(String[] arguments) {
    System.exit(command().execute(arguments));
  }

  static CommandLine command() {
    return new CommandLine(new DriftReport())
        .setExecutionExceptionHandler(
            (exception, command, parsed) -> {
              if (!(exception instanceof BadDocumentException)) {
                throw exception;
              }
              return refuse(command, exception);
            })
        .setParameterExceptionHandler(
            (exception, arguments) -> refuse(exception.getCommandLine(), exception));
  }

  private static int refuse(CommandLine command, Exception exception) {
    command.getErr().println(exception.getMessage());
    return CommandLine.ExitCode.USAGE;
  }

  @Override
  public Integer call() throws BadDocumentException, IOException {
    Surface ours = SurfaceReader.read(ours(), Surface.Scope.ALL);
    Surface upstream = SurfaceReader.read(DocumentReader.read(document), ours.scope());
    List<Change> changes = Comparison.of(ours, upstream);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(asJson(changes));
    } else {
      print(changes, out);
    }
    out.flush();
    return changes.isEmpty() ? 0 : 1;
  }

  private static JsonNode ours() throws IOException {
    try (InputStream in = DriftReport.class.getResourceAsStream(OURS)) {
      return new YAMLMapper().readTree(Objects.requireNonNull(in, OURS));
    }
  }

  private static void print(List<Change> changes, PrintWriter out) {
    if (changes.isEmpty()) {
      out.println("No drift.");
      return;
    }
    long breaking = changes.stream().filter(Change::breaking).count();
    String differences = changes.size() == 1 ? "difference" : "differences";
    out.printf("%d %s, %d of them breaking.%n", changes.size(), differences, breaking);
    print("Breaking:", changes.stream().filter(Change::breaking).toList(), out);
    print("Not breaking:", changes.stream().filter(change -> !change.breaking()).toList(), out);
  }

  private static void print(String heading, List<Change> changes, PrintWriter out) {
    if (!changes.isEmpty()) {
      out.printf("%n%s%n", heading);
      changes.forEach(change -> out.println("  " + change.sentence()));
    }
  }

  private static ObjectNode asJson(List<Change> changes) {
    ObjectNode report = new JsonMapper().createObjectNode();
    report.put("drift", !changes.isEmpty());
    report.put("breaking", changes.stream().filter(Change::breaking).count());
    var list = report.putArray("changes");
    for (Change change : changes) {
      list.addObject()
          .put("kind", change.kind().name().toLowerCase(Locale.ROOT))
          .put("breaking", change.breaking())
          .put("subject", change.subject())
          .put("part", change.part())
          .put("property", change.property())
          .put("message", change.sentence());
    }
    return report;
  }
}
