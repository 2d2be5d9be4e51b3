package dev.voicemedia.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** SECURITY.md says which test covers which threat. */
class SecurityPageTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT|Nightly))`");

  @Test
  void everyThreatHasATestAndEachOfThemExists() throws Exception {
    List<String> threats = threats();
    Set<String> tests = tests();

    assertThat(threats).hasSizeGreaterThan(15);
    for (String threat : threats) {
      assertThat(testsOf(threat)).as(threat).isNotEmpty().isSubsetOf(tests);
    }
  }

  private static List<String> threats() throws IOException {
    String page = Files.readString(ROOT.resolve("SECURITY.md"));
    String table = page.substring(page.indexOf("## Threats"), page.indexOf("Not stopped:"));
    return table.lines().filter(line -> line.startsWith("| ")).skip(1).toList();
  }

  private static Set<String> testsOf(String threat) {
    return TEST.matcher(threat)
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toSet());
  }

  /** Names of all test classes of this module and of those beside it. */
  private static Set<String> tests() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path tests : modules.map(module -> module.resolve("src/test/java")).toList()) {
        if (Files.isDirectory(tests)) {
          try (Stream<Path> files = Files.walk(tests)) {
            files
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(".java"))
                .forEach(name -> names.add(name.substring(0, name.length() - ".java".length())));
          }
        }
      }
    }
    return names;
  }
}
