package dev.voicemedia.openapi.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Builds a copy of the whole project with each of the changes in its document: either that is
 * green, or it names operation and property. It takes about a minute a change; the profile {@code
 * nightly} runs it, and {@code target/spec-changes.md} has what it found.
 */
class SpecChangesNightly {

  private static final Path DOCUMENT =
      Path.of("api-spec", "src", "main", "openapi", "telnyx-voice-media.yaml");
  private static final Path TABLE = Path.of("target", "spec-changes.md");
  private static final Set<String> NOT_COPIED = Set.of(".git", "target", "data");
  private static final long MINUTES = 15;

  /** The tests that hold the parts of the project against the document. */
  private static final List<String> TESTS =
      List.of(
          "DocumentIsValidTest",
          "VendorSurfaceTest",
          "OpenValueSetsTest",
          "ActionsOverHttpTest",
          "WebhookParsingTest",
          "ActionsCoverApiDocumentTest",
          "EventsCoverApiDocumentTest");

  @TempDir private static Path copy;

  private record Build(boolean green, List<String> lines) {}

  @BeforeAll
  static void copyProject() throws Exception {
    Path project = Path.of("..").toRealPath();
    Files.walkFileTree(
        project,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            if (NOT_COPIED.contains(folder.getFileName().toString())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(copy.resolve(project.relativize(folder)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(file, copy.resolve(project.relativize(file)));
            return FileVisitResult.CONTINUE;
          }
        });
    // The walk is about tests and the compiler's errors; Error Prone would double its time.
    Path pom = copy.resolve("pom.xml");
    Files.writeString(
        pom, Files.readString(pom).replaceAll("<arg>-Xplugin:ErrorProne[^<]*</arg>", ""));
    Build unchanged = build(UpstreamDocument.likeOurs());
    assertThat(unchanged.green()).as("without a change: %s", unchanged.lines()).isTrue();

    Files.writeString(TABLE, "| change | drift report | build |\n|---|---|---|\n");
  }

  @ParameterizedTest
  @MethodSource("dev.voicemedia.openapi.drift.SpecChange#all")
  void eachChangeIsGreenOrNamed(SpecChange change) throws Exception {
    Build build = build(change.changedDocument());
    List<String> reported = new ArrayList<>();
    for (String gap : change.gaps()) {
      build.lines().stream()
          .filter(line -> line.contains(gap))
          .findFirst()
          .ifPresent(reported::add);
    }
    note(change, build, reported);

    assertThat(build.green()).as("%s", build.lines()).isEqualTo(change.gaps().isEmpty());
    assertThat(reported).as("%s", build.lines()).hasSameSizeAs(change.gaps());
  }

  private static Build build(UpstreamDocument document) throws Exception {
    Files.move(
        document.writeYaml(copy), copy.resolve(DOCUMENT), StandardCopyOption.REPLACE_EXISTING);
    Path log = copy.resolve("build.log");
    Process maven =
        new ProcessBuilder(
                Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(),
                "-B",
                "-ntp",
                "-Dmaven.repo.local=" + System.getProperty("maven.repo.local"),
                "-pl=grpc-service",
                "-am",
                "-Dtest=" + String.join(",", TESTS),
                "-Dsurefire.failIfNoSpecifiedTests=false",
                "-Denforcer.skip",
                // All that is wrong at once; without it the first module would end the build.
                "-Dmaven.test.failure.ignore",
                "test")
            .directory(copy.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(maven.waitFor(MINUTES, TimeUnit.MINUTES)).as("the build ends").isTrue();
    } finally {
      maven.destroyForcibly();
    }
    List<String> lines = Files.readAllLines(log);
    boolean failedTests = lines.stream().anyMatch(line -> line.contains("There are test failures"));
    return new Build(maven.exitValue() == 0 && !failedTests, lines);
  }

  private static void note(SpecChange change, Build build, List<String> reported)
      throws IOException {
    String outcome =
        build.green()
            ? "green"
            : reported.stream()
                .map(line -> line.replaceAll("^.*was: \\[|^\\s+|]$", ""))
                .collect(Collectors.joining("<br>"));
    Files.writeString(
        TABLE,
        String.format("| %s | %s | %s |%n", change, String.join("<br>", change.drift()), outcome),
        StandardOpenOption.APPEND);
  }
}
