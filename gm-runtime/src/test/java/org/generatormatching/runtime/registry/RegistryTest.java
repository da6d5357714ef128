package org.generatormatching.runtime.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.plugin.ComponentFactory;
import org.generatormatching.api.plugin.ComponentKind;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.api.plugin.PluginDescriptor;
import org.generatormatching.tensor.Problem;
import org.junit.jupiter.api.Test;

class RegistryTest {
  private static GmPlugin plugin(int level, String... ids) {
    return new GmPlugin() {
      @Override
      public PluginDescriptor descriptor() {
        return new PluginDescriptor("test", "1", level);
      }

      @Override
      public List<ComponentFactory<GridKind, ?>> timeGrids() {
        return Arrays.stream(ids)
            .<ComponentFactory<GridKind, ?>>map(
                id -> ComponentFactory.of(id, "", () -> GridKind.fixed(TimeGrid.uniform(1))))
            .toList();
      }
    };
  }

  private static final GmPlugin BROKEN =
      () -> {
        throw new UnsatisfiedLinkError("no native code");
      };

  @Test
  void brokenPluginsAreToldAndTheOthersWork() {
    Registry r =
        Registry.of(
            List.of(plugin(1, "a@1"), plugin(99, "b@1"), BROKEN, plugin(1, "a@1", "c@1")),
            List.of());
    assertThat(r.ids(ComponentKind.TIME_GRID)).containsExactly("a@1", "c@1");
    assertThat(r.problems().stream().map(Problem::toString))
        .hasSize(3)
        .anyMatch(p -> p.startsWith("[GM/PLUGIN] plugin 'test' needs a newer framework"))
        .anyMatch(p -> p.contains("UnsatisfiedLinkError: no native code"))
        .anyMatch(p -> p.startsWith("[GM/DUPLICATE_ID] time-grid 'a@1' is provided twice"));
  }

  @Test
  void anUnknownIdIsToldWithTheNearestOne() {
    Registry r = Registry.of(List.of(plugin(1, "uniform@1", "cosine@1")), List.of());
    assertThatThrownBy(() -> r.factory(ComponentKind.TIME_GRID, "unifrom@1", "sampling.grid"))
        .hasMessage(
            "[GM/UNKNOWN_ID] no time-grid has this id: found 'unifrom@1'; expected one of"
                + " [cosine@1, uniform@1] (at sampling.grid). Did you mean 'uniform@1'?");
  }

  @Test
  void everyModuleOfTheProjectIsFoundWithoutProblems() {
    Registry r = Registry.discover();
    assertThat(r.problems()).isEmpty();
    assertThat(r.ids(ComponentKind.HEAD)).contains("velocity@1", "x1@1");
    assertThat(r.ids(ComponentKind.NETWORK)).contains("mlp@1", "residual-mlp@1");
    assertThat(r.ids(ComponentKind.SCHEDULE)).contains("cond-ot@1");
  }
}
