package dev.voicemedia.gateway.upstream;

/** The key of the Telnyx API. Never printed. */
public record ApiKey(String value) {

  public ApiKey {
    if (value.isBlank() || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException(
          "API key: expected printable ASCII characters without spaces");
    }
  }

  @Override
  public String toString() {
    return "ApiKey[hidden]";
  }
}
