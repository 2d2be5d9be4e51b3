package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import org.jspecify.annotations.Nullable;

/** An offending value as a message shows it: short, on one line, and scalars only. */
final class ShownValue {
  private static final int MAX_CODE_POINTS = 40;

  private ShownValue() {}

  /** ", was …"; empty for what is not shown, such as bytes and messages. */
  static String suffix(@Nullable Object value) {
    if (value instanceof String text) {
      return ", was \"" + cut(text.replaceAll("[\\p{Cc}\\p{Cf}]", "?")) + '"';
    } else if (value instanceof EnumValueDescriptor constant) {
      return ", was " + (constant.getIndex() < 0 ? constant.getNumber() : constant.getName());
    } else if (value instanceof Number || value instanceof Boolean) {
      return ", was " + value;
    } else {
      return "";
    }
  }

  private static String cut(String text) {
    return text.codePointCount(0, text.length()) <= MAX_CODE_POINTS
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MAX_CODE_POINTS)) + "…";
  }
}
