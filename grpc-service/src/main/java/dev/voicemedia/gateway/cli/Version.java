package dev.voicemedia.gateway.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the jar. */
final class Version implements IVersionProvider {
  private Version() {}

  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {"voicemedia " + (version == null ? "(not from a jar)" : version)};
  }
}
