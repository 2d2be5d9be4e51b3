package dev.voicemedia.gateway.grpc;

import com.google.protobuf.ByteString;
import dev.voicemedia.v1.ListPublicKeysResponse;
import dev.voicemedia.v1.PublicKey;
import dev.voicemedia.webhook.TelnyxPublicKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The keys that webhooks are verified with, and those that stored events were signed with. */
public final class PublicKeyList {
  private final Supplier<Map<String, TelnyxPublicKey>> stored;
  private final Supplier<List<TelnyxPublicKey>> inUse;

  /**
   * @param stored keys by their ids; fails like the log
   */
  public PublicKeyList(
      Supplier<Map<String, TelnyxPublicKey>> stored, Supplier<List<TelnyxPublicKey>> inUse) {
    this.stored = stored;
    this.inUse = inUse;
  }

  ListPublicKeysResponse response() {
    Map<String, TelnyxPublicKey> all = new TreeMap<>(stored.get());
    List<TelnyxPublicKey> current = inUse.get();
    Set<String> ids = current.stream().map(TelnyxPublicKey::id).collect(Collectors.toSet());
    current.forEach(key -> all.put(key.id(), key));
    ListPublicKeysResponse.Builder response = ListPublicKeysResponse.newBuilder();
    all.forEach(
        (id, key) ->
            response.addKeys(
                PublicKey.newBuilder()
                    .setId(id)
                    .setKey(ByteString.copyFrom(key.encoded()))
                    .setRetired(!ids.contains(id))));
    return response.build();
  }
}
