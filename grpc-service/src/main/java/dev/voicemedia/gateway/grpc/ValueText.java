package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import dev.voicemedia.gateway.event.PrintableText;
import org.jspecify.annotations.Nullable;

/** An offending value as a message shows it: short, on one line, and scalars only. */
final class ValueText {
  private static final int MAX_CODE_POINTS = 40;

  private ValueText() {}

  /** ", was …"; empty for what is not shown, such as bytes and messages. */
  static String suffix(@Nullable Object value) {
    if (value instanceof String text) {
      return ", was \""
          + PrintableText.shortened(PrintableText.masked(text), MAX_CODE_POINTS)
          + '"';
    } else if (value instanceof EnumValueDescriptor constant) {
      return ", was " + (constant.getIndex() < 0 ? constant.getNumber() : constant.getName());
    } else if (value instanceof Number || value instanceof Boolean) {
      return ", was " + value;
    } else {
      return "";
    }
  }
}
