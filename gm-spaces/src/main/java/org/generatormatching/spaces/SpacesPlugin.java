package org.generatormatching.spaces;

import java.util.List;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.plugin.ComponentFactory;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.api.plugin.PluginDescriptor;

/** The state spaces of this module. Products are made from a model's factors, not configured. */
public final class SpacesPlugin implements GmPlugin {
  @Override
  public PluginDescriptor descriptor() {
    return new PluginDescriptor("Generator Matching: spaces", "0.1.0", 1);
  }

  @Override
  public List<ComponentFactory<StateSpace, ?>> stateSpaces() {
    return List.of(
        ComponentFactory.<StateSpace, Euclidean.Settings>of(
                "euclidean@1", Euclidean.Settings.class, "", c -> new Euclidean(c.dims()))
            .provedAt(
                List.of(
                    new Euclidean.Settings(List.of(1)),
                    new Euclidean.Settings(List.of(2)),
                    new Euclidean.Settings(List.of(2, 3)))),
        ComponentFactory.<StateSpace, Box.Settings>of(
                "box@1", Box.Settings.class, "", Box.Settings::box)
            .provedAt(
                List.of(
                    new Box.Settings(List.of(1), -1.0, 2.0),
                    new Box.Settings(List.of(2), 0.0, 1.0))),
        ComponentFactory.<StateSpace, Categorical>of("categorical@1", Categorical.class, "", c -> c)
            .provedAt(List.of(new Categorical(1, 3), new Categorical(3, 4))));
  }
}
