package dev.voicemedia.gateway.edge;

import dev.voicemedia.gateway.access.AccessRefusedException;
import dev.voicemedia.gateway.access.Source;
import dev.voicemedia.gateway.console.Console;
import dev.voicemedia.gateway.console.ConsoleFile;
import dev.voicemedia.gateway.console.SimulatorRelay;
import dev.voicemedia.gateway.grpc.LocalErrors;
import dev.voicemedia.gateway.http.BodyReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;

/** Serves the console: its files, and what they show that is not of the contract. */
final class ConsoleHandler {
  private static final String FOLDER = "/console/";
  private static final String STATS = FOLDER + "stats";
  private static final String COMMANDS = FOLDER + "commands";
  private static final String SIMULATOR = FOLDER + "simulator/";
  private static final int MAX_SIMULATOR_BODY_BYTES = 64 << 10;
  private static final Set<String> RELAYED = Set.of("GET", "POST", "DELETE");

  /**
   * The page runs its own modules alone, and nothing that an event could bring: no markup is made
   * of text, which the browser itself sees to.
   */
  private static final Map<String, String> PAGE_HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src"
              + " 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
              + " require-trusted-types-for 'script'; trusted-types 'none'",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Referrer-Policy",
          "no-referrer",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY");

  private final Console console;
  private final BodyReader bodies;

  ConsoleHandler(Console console, BodyReader bodies) {
    this.console = console;
    this.bodies = bodies;
  }

  /**
   * Serves a request, if it is for the console.
   *
   * @throws RefusedException if it is answered with an error
   */
  boolean serve(Exchange exchange) throws RefusedException {
    String path = Request.getPathInContext(exchange.request());
    switch (path) {
      case STATS -> serveStats(exchange);
      case COMMANDS -> serveCommands(exchange);
      default -> {
        Optional<SimulatorRelay> simulator = console.simulator();
        Optional<ConsoleFile> file = console.files().find(path);
        if (simulator.isPresent() && isForSimulator(exchange.request())) {
          relay(simulator.get(), exchange);
        } else if (file.isPresent()) {
          serveFile(file.get(), exchange);
        } else {
          return false;
        }
      }
    }
    return true;
  }

  private static void serveFile(ConsoleFile file, Exchange exchange) throws RefusedException {
    requireGet(exchange.request());
    HttpFields.Mutable headers = exchange.response().getHeaders();
    PAGE_HEADERS.forEach(headers::put);
    headers.put(HttpHeader.CACHE_CONTROL, "no-cache");
    headers.put(HttpHeader.ETAG, file.entityTag());
    if (exchange
        .request()
        .getHeaders()
        .getValuesList(HttpHeader.IF_NONE_MATCH)
        .contains(file.entityTag())) {
      exchange.answerEmpty(HttpStatus.NOT_MODIFIED_304);
    } else {
      exchange.answer(file.mediaType(), file.bytes());
    }
  }

  private void serveStats(Exchange exchange) throws RefusedException {
    requireGet(exchange.request());
    try {
      answerJson(console.stats(authorization(exchange), sourceOf(exchange)), exchange);
    } catch (AccessRefusedException e) {
      exchange.fail(EdgeError.of(LocalErrors.refused(e)));
    }
  }

  private void serveCommands(Exchange exchange) throws RefusedException {
    requireGet(exchange.request());
    try {
      String call = EventQuery.parametersOf(exchange.request()).getValue("call");
      answerJson(console.commands(call, authorization(exchange), sourceOf(exchange)), exchange);
    } catch (AccessRefusedException e) {
      exchange.fail(EdgeError.of(LocalErrors.refused(e)));
    } catch (UndecodableException e) {
      throw new RefusedException(
          EdgeRefusal.INVALID,
          EdgeError.of(ConnectCode.INVALID_ARGUMENT, String.valueOf(e.getMessage())));
    }
  }

  private void relay(SimulatorRelay simulator, Exchange exchange) throws RefusedException {
    Request request = exchange.request();
    String method = request.getMethod();
    if (!RELAYED.contains(method)) {
      throw UnaryRequest.wrongMethod(HttpMethod.POST);
    }
    String path = request.getHttpURI().getPath().substring(SIMULATOR.length() - 1);
    var unused =
        bodies
            .read(request, MAX_SIMULATOR_BODY_BYTES, body -> simulator.send(method, path, body))
            .whenComplete(
                (answer, failure) -> {
                  if (failure == null) {
                    exchange.answer(answer.statusCode(), Exchange.JSON, answer.body());
                  } else {
                    exchange.fail(
                        EdgeError.of(ConnectCode.UNAVAILABLE, "the simulator has not answered"));
                  }
                });
  }

  /** Its path is handed on as it came: ids in it are encoded. */
  private static boolean isForSimulator(Request request) {
    String path = request.getHttpURI().getPath();
    return path != null && path.startsWith(SIMULATOR);
  }

  private static void answerJson(String json, Exchange exchange) {
    HttpFields.Mutable headers = exchange.response().getHeaders();
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    headers.put("X-Content-Type-Options", "nosniff");
    exchange.answer(Exchange.JSON, json.getBytes(StandardCharsets.UTF_8));
  }

  private static Iterable<String> authorization(Exchange exchange) {
    return exchange.request().getHeaders().getValuesList(HttpHeader.AUTHORIZATION);
  }

  private static Source sourceOf(Exchange exchange) {
    return Source.of(exchange.client().getAddress());
  }

  private static void requireGet(Request request) throws RefusedException {
    if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
      throw UnaryRequest.wrongMethod(HttpMethod.GET);
    }
  }
}
