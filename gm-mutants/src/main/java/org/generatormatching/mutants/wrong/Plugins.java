package org.generatormatching.mutants.wrong;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Coupling;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.plugin.ComponentFactory;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.api.plugin.PluginDescriptor;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.HostRng;

/** Plugins with one mistake. */
public final class Plugins {
  private Plugins() {}

  /** Steps of a grid, with a default. */
  public record Steps(Integer steps) {
    public Steps {
      steps = steps == null ? 4 : steps;
    }

    GmPlugin.GridKind grid() {
      return GmPlugin.GridKind.fixed(TimeGrid.uniform(steps));
    }
  }

  /** A setting without a default. */
  public record Needed(String path) {}

  /** A coupling that says who it is. */
  public record Named(ComponentId id, int number) implements Coupling {
    @Override
    public Coupled pair(HostRng rng, Batch source, Batch data, Batch conditions) {
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

  /** Honest. */
  public record Honest() implements Described {
    @Override
    public List<ComponentFactory<GridKind, ?>> timeGrids() {
      return List.of(ComponentFactory.of("steps@1", Steps.class, "A. Author 2020", Steps::grid));
    }

    @Override
    public List<ComponentFactory<Coupling, ?>> couplings() {
      return List.of(ComponentFactory.of("steps@1", "", () -> coupling("steps@1", 0)));
    }
  }

  /** Another id at each call. */
  public static final class Counting implements Described {
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    public List<ComponentFactory<GridKind, ?>> timeGrids() {
      String id = "steps-" + calls.getAndIncrement() + "@1";
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
    public List<ComponentFactory<GridKind, ?>> timeGrids() {
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
  public static final class Numbering implements Described {
    private final AtomicInteger made = new AtomicInteger();

    @Override
    public List<ComponentFactory<Coupling, ?>> couplings() {
      return List.of(
          ComponentFactory.of("one@1", "", () -> coupling("one@1", made.getAndIncrement())));
    }
  }

  /** A citation of two lines. */
  public record TwoLines() implements Described {
    @Override
    public List<ComponentFactory<GridKind, ?>> timeGrids() {
      return List.of(ComponentFactory.of("steps@1", Steps.class, "A. Author\n2020", Steps::grid));
    }
  }

  /** Works on the thread that made it. */
  public static final class OneThread implements Described {
    private final String home = Thread.currentThread().getName();

    @Override
    public List<ComponentFactory<GridKind, ?>> timeGrids() {
      if (!Thread.currentThread().getName().equals(home)) {
        throw new IllegalStateException("wrong thread");
      }
      return List.of(ComponentFactory.of("steps@1", Steps.class, "", Steps::grid));
    }
  }

  /** Cannot be proved. */
  public record Unprovable() implements Described {
    @Override
    public List<ComponentFactory<GridKind, ?>> timeGrids() {
      return List.of(
          ComponentFactory.of(
              "file@1", Needed.class, "", c -> GridKind.fixed(TimeGrid.uniform(1))));
    }
  }

  private static Coupling coupling(String id, int number) {
    return new Named(ComponentId.of(id), number);
  }
}
