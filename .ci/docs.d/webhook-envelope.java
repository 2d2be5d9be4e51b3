import com.fasterxml.jackson.databind.ObjectMapper;
import dev.voicemedia.client.ApiClient;
import dev.voicemedia.client.model.*;

class Envelope {
  public static void main(String[] args) throws Exception {
    ObjectMapper mapper = new ApiClient().getObjectMapper();
    String body =
        "{\"data\":{\"event_type\":\"call.speak.ended\",\"payload\":{\"status\":\"completed\"}}}";
    // BLOCK
  }
}
