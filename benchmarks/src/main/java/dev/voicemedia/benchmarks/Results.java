package dev.voicemedia.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a report has measured: printed as a table, and written as JSON to the file that {@code
 * -Dbenchmark.results} names, if it does.
 */
public final class Results {
  private static final String FILE = System.getProperty("benchmark.results", "");

  private final String report;
  private final List<Row> rows = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** Collects for a report, whose class this is. */
  public Results(Class<?> report) {
    this.report = report.getSimpleName();
  }

  public void add(Row row) {
    rows.add(row);
  }

  /** Adds a line for what has no row of its own. */
  public void note(String line, Object... values) {
    notes.add(String.format(Locale.ROOT, line, values));
  }

  /** Prints everything, and writes the file. */
  public void finish() throws IOException {
    System.out.printf(
        Locale.ROOT,
        "%n%s: Java %s, %d processors%n%n%s",
        report,
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        Table.of(rows));
    notes.forEach(note -> System.out.println("\n" + note));
    if (!FILE.isBlank()) {
      Path file = Path.of(FILE).toAbsolutePath();
      Files.createDirectories(file.resolveSibling("."));
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValue(file.toFile(), json());
    }
  }

  private ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("report", report).put("java", Runtime.version().toString());
    json.put("processors", Runtime.getRuntime().availableProcessors());
    rows.forEach(row -> json.withArray("rows").add(row.toJson()));
    notes.forEach(note -> json.withArray("notes").add(note));
    return json;
  }
}
