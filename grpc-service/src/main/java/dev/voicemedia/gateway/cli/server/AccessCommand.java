package dev.voicemedia.gateway.cli.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.voicemedia.gateway.access.AccessToken;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Commands about who may call the gateway. */
@Command(
    name = "access",
    description = "Makes what callers show the gateway.",
    subcommands = AccessCommand.TokenCommand.class)
public final class AccessCommand {
  private AccessCommand() {}

  /** A new token, and its line of the access file. */
  @Command(
      name = "token",
      description = {
        "Makes a bearer token for a caller, and prints it with its line of the access file.",
        "The file has only the token's hash, so the token cannot be printed again."
      })
  static final class TokenCommand implements Callable<Integer> {
    @Option(
        names = "--expires",
        paramLabel = "DURATION",
        description = "how long it is good for, such as 90d (default: no end)")
    @Nullable Duration expires;

    @Option(
        names = "--out",
        paramLabel = "FILE",
        description =
            "write the token to a new file that only you can read, instead of printing it")
    @Nullable Path out;

    @Spec private CommandSpec spec;

    private TokenCommand() {}

    @Override
    public Integer call() throws ConfigException, IOException {
      AccessToken token = AccessToken.random();
      PrintWriter print = spec.commandLine().getOut();
      if (out == null) {
        print.println(token.secret());
      } else {
        write(out, token.secret());
      }
      print.println("- {token_sha256: \"" + token.sha256() + "\"" + end() + "}");
      print.flush();
      return 0;
    }

    private String end() {
      return expires == null
          ? ""
          : ", expires: "
              + Clock.systemUTC().instant().plus(expires).truncatedTo(ChronoUnit.SECONDS);
    }

    private static void write(Path file, String secret) throws ConfigException, IOException {
      boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
      FileAttribute<?>[] mode =
          posix
              ? new FileAttribute<?>[] {
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
              }
              : new FileAttribute<?>[0];
      try (SeekableByteChannel created =
          Files.newByteChannel(
              file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
        created.write(ByteBuffer.wrap((secret + "\n").getBytes(US_ASCII)));
      } catch (FileAlreadyExistsException e) {
        throw new ConfigException("--out: " + file + " exists, expected a new file");
      }
    }
  }
}
