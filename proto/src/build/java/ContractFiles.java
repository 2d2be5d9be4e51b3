import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes what a client in any language is generated from: the folder {@code target/protos}, with the
 * contract, all that it imports and the details of its errors; a zip of that folder; and a
 * descriptor set with comments. Run from the module's folder with the path of buf's executable.
 */
final class ContractFiles {

  private static final Path TARGET = Path.of("target");
  private static final Path PROTOS = TARGET.resolve("protos");

  /** Copied into the folder, each with what it holds; the licence is that of all the files. */
  private static final List<Path> SOURCES =
      List.of(
          Path.of("src/main/protobuf"), TARGET.resolve("buf-imports"), Path.of("src/build/protos"));

  private static final Path LICENCE = Path.of("../LICENSE");

  /** The same for every build, so that it is the same bytes. */
  private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private ContractFiles() {}

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

    for (Path old : filesBelow(PROTOS)) {
      Files.delete(old);
    }
    for (Path source : SOURCES) {
      for (Path file : filesBelow(source)) {
        copy(file, PROTOS.resolve(source.relativize(file)));
      }
    }
    copy(LICENCE, PROTOS.resolve("LICENSE"));
    zip(TARGET.resolve("voicemedia-protos.zip"));
    describe(buf, TARGET.resolve("voicemedia.binpb"));
  }

  private static List<Path> filesBelow(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void zip(Path zip) throws IOException {
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream entries = new ZipOutputStream(out)) {
      for (Path file : filesBelow(PROTOS)) {
        ZipEntry entry = new ZipEntry(PROTOS.relativize(file).toString().replace('\\', '/'));
        entry.setTimeLocal(ENTRY_TIME);
        entries.putNextEntry(entry);
        Files.copy(file, entries);
      }
    }
  }

  private static void describe(Path buf, Path descriptorSet)
      throws IOException, InterruptedException {
    int status =
        new ProcessBuilder(
                buf.toString(), "build", PROTOS.toString(), "-o", descriptorSet.toString())
            .inheritIO()
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException(PROTOS + ": buf build exits with " + status);
    }
  }
}
