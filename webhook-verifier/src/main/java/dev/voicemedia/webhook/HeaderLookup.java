package dev.voicemedia.webhook;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The headers of one request, as HTTP servers offer them: {@code request.headers()::getAll} in
 * Netty, {@code request.getHeaders()::getValuesList} in Jetty, {@code headers::get} in Spring.
 */
@FunctionalInterface
public interface HeaderLookup {

  /**
   * Returns every value of a header, one element per occurrence in the request.
   *
   * @param name the header's name in lower case; the lookup must match it in any case, as HTTP
   *     servers do
   * @return the values, or null or an empty list if the request does not have the header
   */
  @SuppressWarnings("exports") // users of the library need no jspecify
  @Nullable List<String> valuesOf(String name);
}
