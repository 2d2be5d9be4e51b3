package greeter;

import com.google.protobuf.ByteString;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.SubscribeResponse;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was done and what is to be done. Each thread has its own. */
final class Database implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("greeter");
  private static final List<String> SCHEMA =
      List.of(
          "PRAGMA busy_timeout = 10000",
          "PRAGMA journal_mode = WAL",
          "PRAGMA synchronous = FULL",
          "CREATE TABLE IF NOT EXISTS place"
              + " (one INTEGER PRIMARY KEY CHECK (one = 1), cursor TEXT NOT NULL)",
          "CREATE TABLE IF NOT EXISTS journal (number INTEGER PRIMARY KEY, event TEXT NOT NULL,"
              + " type TEXT NOT NULL, call TEXT NOT NULL, verified INTEGER NOT NULL)",
          "CREATE TABLE IF NOT EXISTS commands (number INTEGER PRIMARY KEY, id TEXT NOT NULL"
              + " UNIQUE, call TEXT NOT NULL, action TEXT NOT NULL, not_before INTEGER NOT NULL"
              + " DEFAULT 0, outcome TEXT)");

  private final Connection connection;
  private final PublicKeys keys;

  Database(String url, PublicKeys keys) throws SQLException {
    this.connection = DriverManager.getConnection(url);
    this.keys = keys;
    try (Statement statement = connection.createStatement()) {
      for (String sql : SCHEMA) {
        statement.execute(sql);
      }
    }
  }

  /** The cursor that was saved last; empty at the very beginning. */
  String cursor() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT cursor FROM place")) {
      return row.next() ? row.getString(1) : "";
    }
  }

  /** Saves the message's cursor and the work that its event leads to, both or neither. */
  void save(SubscribeResponse message) throws SQLException, GeneralSecurityException {
    update("BEGIN IMMEDIATE");
    try {
      if (message.hasEvent()) {
        handle(message.getEvent());
      } else if (message.hasGap()) {
        LOG.log(
            System.Logger.Level.ERROR,
            "events have expired before they were read, up to {0}",
            message.getGap().getUpTo());
      }
      update("INSERT OR REPLACE INTO place VALUES (1, ?)", message.getCursor());
      update("COMMIT");
    } catch (SQLException | GeneralSecurityException | RuntimeException e) {
      update("ROLLBACK");
      throw e;
    }
  }

  private void handle(Event event) throws SQLException, GeneralSecurityException {
    boolean verified = keys.isAuthentic(event.getWebhook());
    update(
        "INSERT INTO journal (event, type, call, verified) VALUES (?, ?, ?, ?)",
        event.getId(),
        event.getEventType(),
        event.getCallControlId(),
        verified);
    if (!verified) {
      LOG.log(System.Logger.Level.ERROR, "{0}: the signature does not verify", event.getId());
      return;
    }
    ByteString state = event.getClientState();
    switch (event.getEventType()) {
      case "call.answered" -> {
        enqueue(event, "record");
        enqueue(event, "greet");
      }
      case "call.speak.ended" -> {
        if (state.equals(Sender.GREETING)) {
          enqueue(event, "play");
        }
      }
      case "call.playback.ended" -> {
        if (state.equals(Sender.PLAYING)) {
          enqueue(event, "stop-recording");
        }
      }
      default -> {}
    }
  }

  private void enqueue(Event event, String action) throws SQLException {
    // The same id for each repeat, also after a crash: Telnyx ignores what it has executed.
    update(
        "INSERT INTO commands (id, call, action) VALUES (?, ?, ?)",
        action + "-" + event.getId(),
        event.getCallControlId(),
        action);
  }

  /** The oldest command that is to be sent now. */
  Optional<Command> nextCommand() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT id, call, action FROM commands WHERE outcome IS NULL AND not_before <= ?"
                + " ORDER BY number LIMIT 1")) {
      statement.setLong(1, System.currentTimeMillis());
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? Optional.of(new Command(row.getString(1), row.getString(2), row.getString(3)))
            : Optional.empty();
      }
    }
  }

  void done(Command command, String outcome) throws SQLException {
    update("UPDATE commands SET outcome = ? WHERE id = ?", outcome, command.id());
  }

  void later(Command command, long millis) throws SQLException {
    update(
        "UPDATE commands SET not_before = ? WHERE id = ?",
        System.currentTimeMillis() + millis,
        command.id());
  }

  /** Lines of JSON, written by SQLite. */
  List<String> report() throws SQLException {
    List<String> lines = new ArrayList<>();
    for (String sql :
        List.of(
            "SELECT json_object('event', event, 'type', type, 'call', call,"
                + " 'verified', json(iif(verified, 'true', 'false'))) FROM journal ORDER BY number",
            "SELECT json_object('command', id, 'call', call, 'action', action,"
                + " 'outcome', coalesce(outcome, 'pending')) FROM commands ORDER BY number")) {
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          lines.add(rows.getString(1));
        }
      }
    }
    return lines;
  }

  private void update(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.execute();
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
