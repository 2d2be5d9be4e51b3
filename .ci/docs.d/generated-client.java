import dev.voicemedia.client.*;
import dev.voicemedia.client.api.*;
import dev.voicemedia.client.model.*;
import java.util.UUID;
import java.util.concurrent.*;

// Compiled only: it would call the vendor.
class GeneratedClient {
  static void call(String apiKey, String callControlId) throws Exception {
    // BLOCK
  }

  static void refused(ApiClient client, Future<?> answer) throws Exception {
    try {
      answer.get();
    // BLOCK
  }

  public static void main(String[] args) {}
}
