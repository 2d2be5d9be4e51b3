import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes the reference of the contract from its comments to {@code target/contract.md}, and exits
 * with 1 if {@code docs/contract.md} differs. Run from the module's folder, after the descriptor
 * set has been made.
 */
final class ContractReference {

  private static final Path DESCRIPTORS = Path.of("target/voicemedia.binpb");
  private static final Path WRITTEN = Path.of("target/contract.md");
  private static final Path PAGE = Path.of("../docs/contract.md");
  private static final String PACKAGE = "voicemedia.v1";

  /** What a caller looks for first comes first. */
  private static final List<String> FILES =
      List.of(
          "media_actions.proto",
          "call_control.proto",
          "calls.proto",
          "recordings.proto",
          "webhook_events.proto",
          "operations.proto",
          "event.proto",
          "errors.proto");

  private final StringBuilder page = new StringBuilder();

  /** The comments of the file that is being written, by the path of what they describe. */
  private Map<List<Integer>, String> comments = Map.of();

  private ContractReference() {}

  public static void main(String[] args) throws IOException {
    FileDescriptorSet described;
    try (InputStream in = Files.newInputStream(DESCRIPTORS)) {
      described = FileDescriptorSet.parseFrom(in);
    }
    ContractReference reference = new ContractReference();
    reference.write(described);
    Files.writeString(WRITTEN, reference.page);

    if (!Files.exists(PAGE) || !Files.readString(PAGE).contentEquals(reference.page)) {
      System.err.println(
          "docs/contract.md: is not what the contract's comments say; copy proto/target/contract.md"
              + " over it");
      System.exit(1);
    }
  }

  private void write(FileDescriptorSet described) {
    page.append(
        """
        # Contract reference

        Generated from the comments of the contract in [`proto/`](../proto/README.md); the build fails if it is not up to date.
        """);
    List<String> left = new ArrayList<>(FILES);
    for (String name : FILES) {
      for (FileDescriptorProto file : described.getFileList()) {
        if (file.getPackage().equals(PACKAGE) && file.getName().endsWith("/" + name)) {
          writeFile(name, file);
          left.remove(name);
        }
      }
    }
    long files =
        described.getFileList().stream().filter(f -> f.getPackage().equals(PACKAGE)).count();
    if (!left.isEmpty() || files != FILES.size()) {
      throw new IllegalStateException(
          PACKAGE + ": " + files + " files, expected " + FILES + "; not found: " + left);
    }
  }

  private void writeFile(String name, FileDescriptorProto file) {
    comments = new HashMap<>();
    for (Location location : file.getSourceCodeInfo().getLocationList()) {
      String comment =
          location.getLeadingDetachedCommentsCount() > 0 && location.getPathList().equals(syntax())
              ? String.join("\n", location.getLeadingDetachedCommentsList())
              : location.getLeadingComments();
      comments.put(location.getPathList(), comment);
    }
    page.append("\n## ").append(name).append("\n");
    writeComment(syntax());
    for (int i = 0; i < file.getServiceCount(); i++) {
      writeService(path(FileDescriptorProto.SERVICE_FIELD_NUMBER, i), file.getService(i));
    }
    for (int i = 0; i < file.getMessageTypeCount(); i++) {
      writeMessage(
          path(FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, i), "", file.getMessageType(i));
    }
    for (int i = 0; i < file.getEnumTypeCount(); i++) {
      writeEnum(path(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, i), "", file.getEnumType(i));
    }
  }

  private void writeService(List<Integer> path, ServiceDescriptorProto service) {
    heading(service.getName());
    writeComment(path);
    for (int i = 0; i < service.getMethodCount(); i++) {
      MethodDescriptorProto method = service.getMethod(i);
      page.append("\n#### `").append(method.getName()).append("`\n\n");
      page.append(link(method.getInputType())).append(" → ");
      page.append(method.getServerStreaming() ? "stream of " : "");
      page.append(link(method.getOutputType())).append("\n");
      writeComment(path(path, ServiceDescriptorProto.METHOD_FIELD_NUMBER, i));
    }
  }

  private void writeMessage(List<Integer> path, String outer, DescriptorProto message) {
    heading(outer + message.getName());
    writeComment(path);
    if (message.getFieldCount() > 0) {
      page.append("\n| field | number | type | |\n|---|---|---|---|\n");
    }
    for (int i = 0; i < message.getFieldCount(); i++) {
      FieldDescriptorProto field = message.getField(i);
      page.append("| `").append(field.getName()).append("` | ").append(field.getNumber());
      page.append(" | ").append(type(message, field)).append(" | ");
      page.append(cell(path(path, DescriptorProto.FIELD_FIELD_NUMBER, i))).append(" |\n");
    }
    String inner = outer + message.getName() + ".";
    for (int i = 0; i < message.getNestedTypeCount(); i++) {
      writeMessage(
          path(path, DescriptorProto.NESTED_TYPE_FIELD_NUMBER, i), inner, message.getNestedType(i));
    }
    for (int i = 0; i < message.getEnumTypeCount(); i++) {
      writeEnum(
          path(path, DescriptorProto.ENUM_TYPE_FIELD_NUMBER, i), inner, message.getEnumType(i));
    }
  }

  private void writeEnum(List<Integer> path, String outer, EnumDescriptorProto type) {
    heading(outer + type.getName());
    writeComment(path);
    page.append("\n| value | number | |\n|---|---|---|\n");
    for (int i = 0; i < type.getValueCount(); i++) {
      page.append("| `").append(type.getValue(i).getName()).append("` | ");
      page.append(type.getValue(i).getNumber()).append(" | ");
      page.append(cell(path(path, EnumDescriptorProto.VALUE_FIELD_NUMBER, i))).append(" |\n");
    }
  }

  private void heading(String name) {
    page.append("\n### ").append(name).append("\n");
  }

  /** Paragraphs, lists as lists, and what is indented as it stands. */
  private void writeComment(List<Integer> path) {
    boolean verbatim = false;
    page.append("\n");
    for (String line : comment(path).split("\n")) {
      boolean item = line.matches(" *- .*");
      boolean indented = line.startsWith("  ") && !item && (verbatim || !continuesItem());
      if (indented != verbatim && !line.isBlank()) {
        page.append(indented ? "\n```text\n" : "```\n\n");
        verbatim = indented;
      }
      page.append(verbatim ? line : escaped(line.replaceFirst("^ {2}(?=- )", ""))).append("\n");
    }
    page.append(verbatim ? "```\n" : "");
  }

  /** Whether the last line written belongs to an item of a list. */
  private boolean continuesItem() {
    String[] lines = page.substring(Math.max(0, page.length() - 400)).split("\n");
    for (int i = lines.length - 1; i >= 0 && !lines[i].isBlank(); i--) {
      if (lines[i].startsWith("- ")) {
        return true;
      }
    }
    return false;
  }

  private String cell(List<Integer> path) {
    return escaped(comment(path).strip().replace("\n\n", "<br>").replaceAll("\\s*\n\\s*", " "))
        .replace("|", "\\|");
  }

  private String comment(List<Integer> path) {
    String comment = comments.getOrDefault(path, "");
    if (comment.isBlank()) {
      throw new IllegalStateException(path + ": has no comment");
    }
    return comment.replaceAll("(?m)^ ", "").stripTrailing();
  }

  private static String escaped(String text) {
    return text.replace("*", "\\*").replaceAll("<(?!br>)", "&lt;");
  }

  private static String type(DescriptorProto message, FieldDescriptorProto field) {
    String name =
        field.hasTypeName()
            ? link(field.getTypeName())
            : field.getType().name().substring("TYPE_".length()).toLowerCase(Locale.ROOT);
    if (field.getLabel() == Label.LABEL_REPEATED) {
      return "repeated " + name;
    }
    if (field.getProto3Optional()) {
      return "optional " + name;
    }
    return field.hasOneofIndex()
        ? name + ", one of `" + message.getOneofDecl(field.getOneofIndex()).getName() + "`"
        : name;
  }

  private static String link(String type) {
    String name = type.substring(1);
    if (!name.startsWith(PACKAGE + ".")) {
      return "`" + name + "`";
    }
    name = name.substring(PACKAGE.length() + 1);
    return "[" + name + "](#" + name.toLowerCase(Locale.ROOT).replace(".", "") + ")";
  }

  private static List<Integer> syntax() {
    return List.of(FileDescriptorProto.SYNTAX_FIELD_NUMBER);
  }

  private static List<Integer> path(int field, int index) {
    return List.of(field, index);
  }

  private static List<Integer> path(List<Integer> outer, int field, int index) {
    List<Integer> path = new ArrayList<>(outer);
    path.add(field);
    path.add(index);
    return path;
  }
}
