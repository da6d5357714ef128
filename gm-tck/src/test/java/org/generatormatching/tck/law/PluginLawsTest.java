package org.generatormatching.tck.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.generatormatching.tck.law.Verdicts.assertHonest;
import static org.generatormatching.tck.law.Verdicts.assertRejected;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Coupling;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.plugin.ComponentFactory;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.api.plugin.PluginDescriptor;
import org.generatormatching.tck.Examples;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.HostRng;
import org.junit.jupiter.api.Test;

class PluginLawsTest {
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

  /** A coupling that says who it is. */
  public record Named(ComponentId id, int number) implements Coupling {
    @Override
    public Coupled pair(HostRng rng, Batch source, Batch data) {
      throw new UnsupportedOperationException();
    }
  }

  /** A plugin that only has to name its parts. */
  public interface Described extends GmPlugin {
    @Override
    default PluginDescriptor descriptor() {
      return new PluginDescriptor("a plugin of the tests", "1", 1);
    }
  }

  private static Coupling coupling(String id, int number) {
    return new Named(ComponentId.of(id), number);
  }

  /** Honest. */
  public record Honest() implements Described {
    @Override
    public List<ComponentFactory<TimeGrid, ?>> timeGrids() {
      return List.of(ComponentFactory.of("steps@1", Steps.class, "A. Author 2020", Steps::grid));
    }

    @Override
    public List<ComponentFactory<Coupling, ?>> couplings() {
      return List.of(ComponentFactory.of("steps@1", "", () -> coupling("steps@1", 0)));
    }
  }

  /** Another id at each call. */
  public record Counting() implements Described {
    private static final AtomicInteger CALLS = new AtomicInteger();

    @Override
    public List<ComponentFactory<TimeGrid, ?>> timeGrids() {
      String id = "steps-" + CALLS.getAndIncrement() + "@1";
      return List.of(ComponentFactory.of(id, Steps.class, "", Steps::grid));
    }
  }

  /** Written for a later level of the API. */
  public record FromTheFuture() implements GmPlugin {
    @Override
    public PluginDescriptor descriptor() {
      return new PluginDescriptor("future", "1", PluginDescriptor.API_LEVEL + 1);
    }
  }

  /** Has no name. */
  public record Nameless() implements GmPlugin {
    @Override
    public PluginDescriptor descriptor() {
      return new PluginDescriptor(" ", "1", 1);
    }
  }

  /** Needs an argument, which the service loader does not have. */
  public record NeedsAnArgument(String name) implements Described {}

  /** One id for two components. */
  public record Twice() implements Described {
    @Override
    public List<ComponentFactory<TimeGrid, ?>> timeGrids() {
      var factory = ComponentFactory.of("steps@1", Steps.class, "", Steps::grid);
      return List.of(factory, factory);
    }
  }

  /** A component of another id than its factory's. */
  public record Misnamed() implements Described {
    @Override
    public List<ComponentFactory<Coupling, ?>> couplings() {
      return List.of(ComponentFactory.of("one@1", "", () -> coupling("another@1", 0)));
    }
  }

  /** Components that depend on how many were made. */
  public record Numbering() implements Described {
    private static final AtomicInteger MADE = new AtomicInteger();

    @Override
    public List<ComponentFactory<Coupling, ?>> couplings() {
      return List.of(
          ComponentFactory.of("one@1", "", () -> coupling("one@1", MADE.getAndIncrement())));
    }
  }

  /** A citation of two lines. */
  public record TwoLines() implements Described {
    @Override
    public List<ComponentFactory<TimeGrid, ?>> timeGrids() {
      return List.of(ComponentFactory.of("steps@1", Steps.class, "A. Author\n2020", Steps::grid));
    }
  }

  /** Works on the thread that made it. */
  public record OneThread() implements Described {
    private static final String HOME = Thread.currentThread().getName();

    @Override
    public List<ComponentFactory<TimeGrid, ?>> timeGrids() {
      if (!Thread.currentThread().getName().equals(HOME)) {
        throw new IllegalStateException("wrong thread");
      }
      return List.of(ComponentFactory.of("steps@1", Steps.class, "", Steps::grid));
    }
  }

  /** Cannot be proved. */
  public record Unprovable() implements Described {
    @Override
    public List<ComponentFactory<TimeGrid, ?>> timeGrids() {
      return List.of(ComponentFactory.of("file@1", Needed.class, "", c -> TimeGrid.uniform(1)));
    }
  }

  @Test
  void aPluginOfConstantsIsHonest() {
    assertHonest(PluginLaws.ALL, new Honest());
  }

  @Test
  void mutantsAreRejected() {
    assertRejected(PluginLaws.PURE, new Counting());
    assertRejected(PluginLaws.PURE, new FromTheFuture());
    assertRejected(PluginLaws.PURE, new Nameless());
    assertRejected(PluginLaws.PURE, new NeedsAnArgument("x"));
    assertRejected(PluginLaws.IDS, new Twice());
    assertRejected(PluginLaws.IDS, new Misnamed());
    assertRejected(PluginLaws.CONFIGURATIONS, new Numbering());
    assertRejected(PluginLaws.CITATIONS, new TwoLines());
    assertRejected(PluginLaws.THREAD_SAFE, new OneThread());
    assertRejected(PluginLaws.PROVABLE, new Unprovable());
  }

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
