package dev.voicemedia.openapi.drift;

import java.util.Map;
import java.util.Set;

/**
 * What a document says of one property, in a form that is the same for OpenAPI 3.0 and 3.1.
 *
 * @param types JSON types, without {@code null}; empty if the document does not say
 * @param nullable whether null is a value
 * @param format the format, empty if none is stated
 * @param values the enum values as text; empty if any value will do
 * @param open whether values other than those may come
 * @param limits the limits that are stated, by keyword
 * @param required whether the property must be there
 * @param leftOut whether our document only names it as something it does without
 * @param undocumented whether upstream sends it without documenting it
 */
record Shape(
    Set<String> types,
    boolean nullable,
    String format,
    Set<String> values,
    boolean open,
    Map<String, String> limits,
    boolean required,
    boolean leftOut,
    boolean undocumented) {

  /** The types in words: {@code string}, {@code integer or string}. */
  String typeText() {
    return types.isEmpty() ? "any type" : String.join(" or ", types);
  }
}
