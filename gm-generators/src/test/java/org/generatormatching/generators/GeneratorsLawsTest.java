package org.generatormatching.generators;

import java.util.List;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.spaces.SpacesPlugin;
import org.generatormatching.tck.junit.PluginLawTests;

/** All components of this module, and with them the spaces', under all laws. */
class GeneratorsLawsTest extends PluginLawTests {
  @Override
  protected GmPlugin plugin() {
    return new GeneratorsPlugin();
  }

  @Override
  protected List<GmPlugin> beside() {
    return List.of(new SpacesPlugin());
  }
}
