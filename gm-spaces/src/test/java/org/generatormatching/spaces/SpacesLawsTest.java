package org.generatormatching.spaces;

import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.tck.junit.PluginLawTests;

/** The spaces alone; what moves on them is tried where it is written. */
class SpacesLawsTest extends PluginLawTests {
  @Override
  protected GmPlugin plugin() {
    return new SpacesPlugin();
  }
}
