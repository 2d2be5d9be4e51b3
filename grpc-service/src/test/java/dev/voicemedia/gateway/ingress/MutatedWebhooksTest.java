package dev.voicemedia.gateway.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.voicemedia.gateway.testing.ApiDocument;
import dev.voicemedia.v1.Event;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Webhooks of all documented types, with some of their values replaced, removed or broken. */
final class MutatedWebhooksTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final List<ObjectNode> WEBHOOKS = documented();

  /** Values that are wrong nearly everywhere. */
  private static final List<JsonNode> ODD =
      List.of(
          JSON.nullNode(),
          JSON.objectNode(),
          JSON.arrayNode(),
          JSON.objectNode().put("status", "x"),
          JSON.arrayNode().add(1).addNull(),
          JSON.booleanNode(false),
          JSON.numberNode(-1),
          raw("1e400"),
          raw("9".repeat(300)),
          raw("1e-999999999"),
          raw("[".repeat(300) + "]".repeat(300)),
          raw("\"\\ud83d\""),
          raw("\"\\u0000\""),
          raw("NaN"),
          raw("1,\"id\":2"),
          TextNode.valueOf(""),
          TextNode.valueOf("x".repeat(2000)),
          TextNode.valueOf("2026-01-31T09:30:00Z"),
          TextNode.valueOf("call.hangup"),
          TextNode.valueOf("語 😀 \u2028"));

  @Property(tries = 600)
  void valuesThatAreNotWhatTheyShouldBe(
      @ForAll("webhooks") ObjectNode webhook, @ForAll("seeds") long seed) {
    Random random = new Random(seed);
    ObjectNode mutated = webhook.deepCopy();
    for (int i = random.nextInt(4); i >= 0; i--) {
      mutate(mutated, random);
    }

    ParsedEvents.check(mutated.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 250)
  void bytesThatAreFlippedOrCutOff(
      @ForAll("webhooks") ObjectNode webhook, @ForAll("seeds") long seed) {
    Random random = new Random(seed);
    byte[] body = webhook.toString().getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(3); i >= 0; i--) {
      body[random.nextInt(body.length)] = (byte) random.nextInt(256);
    }

    ParsedEvents.check(body);
    ParsedEvents.check(Arrays.copyOf(body, random.nextInt(body.length)));
  }

  @Property(tries = 100)
  void aWebhookAsDocumentedIsTypedWhateverElseItHolds(
      @ForAll("webhooks") ObjectNode webhook, @ForAll("seeds") long seed) {
    ObjectNode extended = webhook.deepCopy();
    JsonNode odd = ODD.get(Math.floorMod(seed, 5));
    List<ObjectNode> objects = new ArrayList<>();
    collect(extended, objects);
    objects.forEach(object -> object.set("extra", odd));

    Event event = ParsedEvents.check(extended.toString().getBytes(StandardCharsets.UTF_8));

    assertThat(event.getPayloadCase().name())
        .isEqualToIgnoringCase(webhook.path("data").path("event_type").asText().replace('.', '_'));
    assertThat(event.getDeliveryAttempt()).isEqualTo(1);
  }

  @Provide
  Arbitrary<ObjectNode> webhooks() {
    return Arbitraries.of(WEBHOOKS);
  }

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs();
  }

  private static void mutate(ObjectNode root, Random random) {
    List<ObjectNode> objects = new ArrayList<>();
    collect(root, objects);
    ObjectNode object = objects.get(random.nextInt(objects.size()));
    List<String> names = object.properties().stream().map(Map.Entry::getKey).toList();
    if (names.isEmpty() || random.nextInt(6) == 0) {
      object.set("added", odd(random));
      return;
    }
    String name = names.get(random.nextInt(names.size()));
    if (random.nextInt(4) == 0) {
      object.remove(name);
    } else {
      object.set(name, odd(random));
    }
  }

  private static JsonNode odd(Random random) {
    return ODD.get(random.nextInt(ODD.size())).deepCopy();
  }

  private static void collect(JsonNode node, List<ObjectNode> objects) {
    if (node instanceof ObjectNode object) {
      objects.add(object);
    }
    if (!(node instanceof ArrayNode)) {
      node.forEach(child -> collect(child, objects));
    }
  }

  /** One of each type, with every property of its payload. */
  private static List<ObjectNode> documented() {
    ApiDocument document = ApiDocument.published();
    List<ObjectNode> webhooks = new ArrayList<>();
    document
        .webhookPayloads()
        .forEach(
            (type, schema) -> {
              ObjectNode webhook = JSON.objectNode();
              webhook
                  .putObject("data")
                  .put("record_type", "event")
                  .put("event_type", type)
                  .put("id", "0ccc7b54-4df3-4bca-a65a-3da1ecc777f0")
                  .put("occurred_at", "2026-01-31T09:29:58.123456Z")
                  .set("payload", object(document, schema));
              webhook.putObject("meta").put("attempt", 1).put("delivered_to", "https://a/b");
              webhooks.add(webhook);
            });
    return webhooks;
  }

  private static ObjectNode object(ApiDocument document, JsonNode schema) {
    ObjectNode object = JSON.objectNode();
    document
        .properties(schema)
        .properties()
        .forEach(
            property ->
                object.set(
                    property.getKey(),
                    document.isObject(property.getValue())
                        ? object(document, property.getValue())
                        : document.valuesOf(property.getValue()).get(0)));
    return object;
  }

  private static JsonNode raw(String json) {
    return JSON.rawValueNode(new RawValue(json));
  }
}
