import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Checks the contract with buf: lint, format, and breaking changes since the baseline. Run from the
 * module's folder with the path of buf's executable; exits with 1 if any check fails, after all
 * have run.
 */
final class BufChecks {

  private static final String SOURCES = "src/main/protobuf";

  private static final List<List<String>> CHECKS =
      List.of(
          List.of("lint"),
          List.of("format", "--diff", "--exit-code", SOURCES),
          List.of("breaking", SOURCES, "--against", "baseline.binpb"));

  private BufChecks() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length != 1) {
      throw new IllegalArgumentException(
          "arguments: " + Arrays.toString(args) + ", expected the path of buf's executable");
    }
    Path buf = Path.of(args[0]);
    // A file that Maven copies from a repository cannot be executed yet.
    if (!buf.toFile().setExecutable(true)) {
      throw new IOException(buf + ": cannot be made executable");
    }

    List<String> failed = new ArrayList<>();
    for (List<String> check : CHECKS) {
      if (run(buf, check) != 0) {
        failed.add("buf " + String.join(" ", check));
      }
    }
    if (!failed.isEmpty()) {
      System.err.println("Failed: " + String.join("; ", failed));
      System.exit(1);
    }
  }

  private static int run(Path buf, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(buf.toString());
    command.addAll(arguments);
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
