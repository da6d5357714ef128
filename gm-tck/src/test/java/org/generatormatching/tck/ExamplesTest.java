package org.generatormatching.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.plugin.ComponentFactory;
import org.junit.jupiter.api.Test;

class ExamplesTest {
  /** Steps of a grid, with a default. */
  public record Steps(Integer steps) {
    public Steps {
      steps = steps == null ? 4 : steps;
    }

    TimeGrid grid() {
      return TimeGrid.uniform(steps);
    }
  }

  /** A setting without a default. */
  public record Needed(String path) {}

  /** A setting that is refused where it is absent. */
  public record Refused(Integer n) {
    public Refused {
      if (n == null) {
        throw new IllegalArgumentException("n is missing");
      }
    }
  }

  /** A setting that cannot be absent. */
  public record Primitive(int n) {}

  @Test
  void examplesAreNamedByTheirConfiguration() {
    var factory = ComponentFactory.<TimeGrid, Steps>of("steps@1", Steps.class, "", Steps::grid);
    var proved = factory.provedAt(List.of(new Steps(2), new Steps(3)));
    assertThat(Examples.of(proved))
        .extracting(Examples.Named::name)
        .containsExactly("steps@1[steps=2]", "steps@1[steps=3]");
    assertThat(Examples.of(proved).get(1).component().get()).isEqualTo(TimeGrid.uniform(3));
    assertThat(Examples.of(factory)).extracting(Examples.Named::name).containsExactly("steps@1");
    var plain = ComponentFactory.of("plain@1", "", () -> TimeGrid.uniform(1));
    assertThat(Examples.of(plain)).extracting(Examples.Named::name).containsExactly("plain@1");
  }

  @Test
  void settingsWithoutDefaultsHaveNoExample() {
    for (Class<? extends Record> c : List.of(Needed.class, Refused.class, Primitive.class)) {
      assertThat(Examples.of(ComponentFactory.of("x@1", c, "", r -> TimeGrid.uniform(1))))
          .isEmpty();
    }
  }
}
