package dev.voicemedia.gateway.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.voicemedia.gateway.access.AccessControl;
import dev.voicemedia.gateway.access.AccessRefusedException;
import dev.voicemedia.gateway.access.MethodTable;
import dev.voicemedia.gateway.access.RefusalLog;
import dev.voicemedia.gateway.access.Source;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the console's page is served beside the contract. Its files are anyone's who reaches the
 * port; data is for callers that are allowed to operate the gateway, whom the access file does not
 * limit to connections.
 */
public final class Console {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ConsoleFiles files = new ConsoleFiles();
  private final AccessControl access;
  private final RefusalLog refusals;
  private final GatewayStats stats;
  private final CommandJournal commands;
  private final About about;
  private final Optional<SimulatorRelay> simulator;

  public Console(
      AccessControl access,
      RefusalLog refusals,
      GatewayStats stats,
      CommandJournal commands,
      About about) {
    this.access = access;
    this.refusals = refusals;
    this.stats = stats;
    this.commands = commands;
    this.about = about;
    this.simulator = about.simulator().map(SimulatorRelay::new);
  }

  public ConsoleFiles files() {
    return files;
  }

  /** The simulated Telnyx that the page may steer; empty if there is none. */
  public Optional<SimulatorRelay> simulator() {
    return simulator;
  }

  /**
   * How the gateway is doing, as JSON.
   *
   * @param authorization values of all Authorization headers
   * @throws AccessRefusedException if the caller may not see it
   */
  public String stats(Iterable<String> authorization, Source source) throws AccessRefusedException {
    admit(MethodTable.CONSOLE_STATS, authorization, source);
    ObjectNode page = JSON.createObjectNode();
    page.put("version", about.version())
        .put("grpcPort", about.grpcPort())
        .put("grpcTls", about.grpcTls())
        .put("simulated", simulator.isPresent());
    stats.describe(page);
    return page.toString();
  }

  /**
   * The latest commands of this gateway, as JSON.
   *
   * @param callControlId of the call that they act on; null for those on all calls
   * @param authorization values of all Authorization headers
   * @throws AccessRefusedException if the caller may not see them
   */
  public String commands(
      @Nullable String callControlId, Iterable<String> authorization, Source source)
      throws AccessRefusedException {
    admit(MethodTable.CONSOLE_COMMANDS, authorization, source);
    return commands.json(callControlId);
  }

  private void admit(String method, Iterable<String> authorization, Source source)
      throws AccessRefusedException {
    try {
      access.admit(method, authorization, List.of(), source);
    } catch (AccessRefusedException e) {
      refusals.refused(e, source, method);
      throw e;
    }
  }

  /**
   * What the page has to know of the gateway.
   *
   * @param grpcPort for the commands that it shows
   * @param simulator control API of a simulated Telnyx, whose buttons the page then has
   */
  public record About(int grpcPort, boolean grpcTls, Optional<URI> simulator) {
    private String version() {
      String version = Console.class.getPackage().getImplementationVersion();
      return version == null ? "unknown" : version;
    }
  }
}
