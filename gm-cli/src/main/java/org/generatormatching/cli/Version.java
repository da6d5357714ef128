package org.generatormatching.cli;

import org.generatormatching.runtime.Provenance;
import picocli.CommandLine;

/** What {@code gm --version} prints. */
final class Version implements CommandLine.IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"gm " + Provenance.version()};
  }
}
