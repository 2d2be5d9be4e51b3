import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.InputStream;

class ApiSpec {
  public static void main(String[] args) throws Exception {
    // BLOCK
  }
}
