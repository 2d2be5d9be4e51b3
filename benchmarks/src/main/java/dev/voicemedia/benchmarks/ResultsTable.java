package dev.voicemedia.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Makes one table of the files that reports have left in a folder. */
final class ResultsTable {
  private static final String TOGETHER = "results.json";

  private final ObjectMapper mapper = new ObjectMapper();
  private final ObjectNode json = JsonNodeFactory.instance.objectNode();
  private final List<JsonNode> rows = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private ResultsTable() {}

  /** Takes the folder, and puts results.md and results.json there. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    ResultsTable table = new ResultsTable();
    table.describeMachine();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        if (file.toString().endsWith(".json") && !file.endsWith(TOGETHER)) {
          table.add(table.mapper.readTree(file.toFile()));
        }
      }
    }
    table.write(folder);
  }

  private void describeMachine() throws IOException {
    json.put("java", Runtime.version().toString());
    json.put("processors", Runtime.getRuntime().availableProcessors());
    json.put("processor", processor());
    json.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    json.put("loadAtStart", System.getProperty("load", "unknown"));
  }

  private static String processor() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 2))
          .findFirst()
          .orElse("unknown");
    }
  }

  private void add(JsonNode report) {
    report.path("rows").forEach(rows::add);
    report.path("notes").forEach(note -> notes.add(note.asText()));
  }

  private void write(Path folder) throws IOException {
    rows.sort(Comparator.comparingInt(row -> row.path("row").asInt()));
    rows.forEach(row -> json.withArray("rows").add(row));
    notes.forEach(note -> json.withArray("notes").add(note));
    mapper
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(folder.resolve(TOGETHER).toFile(), json);
    String markdown =
        "Java %s, %s × %s, %s, load at the start %s\n\n%s\n- %s\n"
            .formatted(
                json.path("java").asText(),
                json.path("processors").asText(),
                json.path("processor").asText(),
                json.path("kernel").asText(),
                json.path("loadAtStart").asText(),
                Table.of(rows.stream().map(Row::fromJson).toList()),
                String.join("\n- ", notes));
    Files.writeString(folder.resolve("results.md"), markdown);
    System.out.println("\n" + markdown);
  }
}
