package dev.voicemedia.openapi.drift;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A schema with its references, compositions and version differences resolved. */
final class SchemaView {

  final Set<String> types = new TreeSet<>();
  final Set<String> values = new TreeSet<>();
  final Map<String, String> limits = new TreeMap<>();
  final Map<String, SchemaView> properties = new TreeMap<>();
  final Map<String, SchemaView> variants = new TreeMap<>();
  final Set<String> required = new HashSet<>();
  final List<SchemaView> items = new ArrayList<>();
  boolean nullable;
  boolean open;
  boolean leftOut;
  boolean undocumented;
  String format = "";

  boolean isObject() {
    return types.contains("object") || !properties.isEmpty() || !variants.isEmpty();
  }

  /** Narrows this by another schema that holds as well ({@code allOf}). */
  void and(SchemaView other) {
    if (types.isEmpty()) {
      types.addAll(other.types);
      nullable |= other.nullable;
    }
    format = format.isEmpty() ? other.format : format;
    if (values.isEmpty() || other.values.isEmpty()) {
      values.addAll(other.values);
    } else {
      values.retainAll(other.values);
    }
    open |= other.open;
    undocumented |= other.undocumented;
    limits.putAll(other.limits);
    required.addAll(other.required);
    items.addAll(other.items);
    other.properties.forEach(
        (name, property) ->
            properties.merge(
                name,
                property,
                (mine, theirs) -> {
                  mine.and(theirs);
                  return mine;
                }));
    variants.putAll(other.variants);
  }

  /** Widens this by another schema that may hold instead ({@code oneOf}, {@code anyOf}). */
  void or(SchemaView other) {
    boolean sameTypes = types.equals(other.types);
    if (values.isEmpty() != other.values.isEmpty()) {
      // Known values beside any value of the same type: an open set. Beside another type: no set.
      open = sameTypes;
      values.addAll(other.values);
      if (!sameTypes) {
        values.clear();
      }
    } else {
      values.addAll(other.values);
      open |= other.open;
    }
    types.addAll(other.types);
    nullable |= other.nullable;
    format = format.equals(other.format) ? format : "";
    limits.entrySet().retainAll(other.limits.entrySet());
    required.retainAll(other.required);
    items.addAll(other.items);
    other.properties.forEach(properties::putIfAbsent);
    variants.putAll(other.variants);
  }

  /**
   * All properties below this schema by their path: {@code a.b}, {@code a[].b}, {@code a[kind].b}.
   */
  SortedMap<String, Shape> flatten() {
    SortedMap<String, Shape> found = new TreeMap<>();
    flatten("", found);
    return found;
  }

  private void flatten(String prefix, SortedMap<String, Shape> found) {
    properties.forEach(
        (name, property) -> {
          String path = prefix.isEmpty() ? name : prefix + "." + name;
          found.put(path, property.shape(required.contains(name)));
          property.flatten(path, found);
        });
    variants.forEach(
        (name, variant) -> {
          String path = prefix + "[" + name + "]";
          found.put(path, variant.shape(false));
          variant.flatten(path, found);
        });
    items.forEach(item -> item.flatten(prefix + "[]", found));
  }

  private Shape shape(boolean isRequired) {
    return new Shape(
        Set.copyOf(types),
        nullable,
        format,
        Set.copyOf(values),
        open,
        Map.copyOf(limits),
        isRequired,
        leftOut,
        undocumented);
  }
}
