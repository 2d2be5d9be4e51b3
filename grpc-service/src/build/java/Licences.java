import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

/**
 * Writes one file with the licences of all libraries: which has which, and each text once. Texts
 * come from the libraries' jars or, where a jar has none, from a folder; a library that neither has
 * one for fails the build.
 */
final class Licences {
  private static final Pattern TEXT =
      Pattern.compile(
          "(META-INF/)?(license/)?[\\w-]*(LICEN[CS]E|NOTICE|COPYING)[^/]*",
          Pattern.CASE_INSENSITIVE);

  private final Map<String, List<String>> libraries = new TreeMap<>();
  private final Map<String, String> titleOfText = new LinkedHashMap<>();

  /** Arguments: file with the class path, folder of texts, text of Apache 2.0, output. */
  public static void main(String[] args) throws IOException {
    Licences licences = new Licences();
    licences.title("Apache-2.0", Files.readString(Path.of(args[2])));
    String[] classPath = Files.readString(Path.of(args[0])).strip().split(File.pathSeparator);
    for (String library : classPath) {
      Path jar = Path.of(library);
      String name = jar.getFileName().toString();
      if (Files.isRegularFile(jar) && !name.startsWith("voicemedia-")) {
        licences.add(jar, name.replaceFirst("\\.jar$", ""), Path.of(args[1]), Path.of(args[2]));
      }
    }
    Path output = Path.of(args[3]);
    Files.createDirectories(output.getParent());
    Files.writeString(output, licences.text());
  }

  private void add(Path jar, String library, Path folder, Path apache) throws IOException {
    List<String> titles = libraries.computeIfAbsent(library, any -> new ArrayList<>());
    boolean licensed = false;
    try (JarFile opened = new JarFile(jar.toFile())) {
      for (ZipEntry entry : opened.stream().toList()) {
        if (TEXT.matcher(entry.getName()).matches() && !entry.isDirectory()) {
          String text = new String(opened.getInputStream(entry).readAllBytes(), UTF_8);
          titles.add(title(library + ", " + entry.getName(), text));
          licensed |= !entry.getName().contains("NOTICE");
        }
      }
    }
    if (!licensed) {
      for (String name : known(library, folder)) {
        Path text = name.equals("Apache-2.0") ? apache : folder.resolve(name + ".txt");
        titles.add(title(name, Files.readString(text)));
      }
    }
  }

  private static List<String> known(String library, Path folder) throws IOException {
    for (String line : Files.readAllLines(folder.resolve("by-artifact.txt"))) {
      List<String> words = List.of(line.split(" "));
      if (library.startsWith(words.get(0))) {
        return words.subList(1, words.size());
      }
    }
    throw new IllegalStateException(
        library + ": no text of its licence, expected a line in " + folder + "/by-artifact.txt");
  }

  private String title(String title, String text) {
    return titleOfText.computeIfAbsent(text.replace("\r", "").strip(), any -> title);
  }

  private String text() {
    StringBuilder all =
        new StringBuilder(
            "Libraries in voicemedia.jar and their licences. Each text follows once.\n\n");
    libraries.forEach(
        (library, titles) ->
            all.append(library).append(": ").append(String.join("; ", titles)).append('\n'));
    titleOfText.forEach(
        (text, title) ->
            all.append("\n")
                .append("=".repeat(80))
                .append("\n")
                .append(title)
                .append("\n")
                .append("=".repeat(80))
                .append("\n\n")
                .append(text)
                .append("\n"));
    return all.toString();
  }
}
