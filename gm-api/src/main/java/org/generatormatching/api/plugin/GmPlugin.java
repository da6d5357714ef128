package org.generatormatching.api.plugin;

import java.nio.file.Path;
import java.util.List;
import org.generatormatching.api.BregmanDivergence;
import org.generatormatching.api.Codec;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Coupling;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.EnergyFunction;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Head;
import org.generatormatching.api.Metric;
import org.generatormatching.api.Network;
import org.generatormatching.api.Sampler;
import org.generatormatching.api.Solution;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.TimeGrid;

/**
 * The one entry point of a plugin jar, found by ServiceLoader through {@code
 * META-INF/services/org.generatormatching.api.plugin.GmPlugin}. Constructing it and asking it is
 * cheap and pure: no files, no native code.
 */
public interface GmPlugin {
  /** Who the plugin is. */
  PluginDescriptor descriptor();

  /** State spaces. */
  default List<ComponentFactory<StateSpace, ?>> stateSpaces() {
    return List.of();
  }

  /** Schedules. */
  default List<ComponentFactory<GaussianSchedule, ?>> schedules() {
    return List.of();
  }

  /** Conditional paths, made for a space and a schedule. */
  default List<ComponentFactory<PathKind, ?>> paths() {
    return List.of();
  }

  /** Generator families. */
  default List<ComponentFactory<GeneratorFamily, ?>> families() {
    return List.of();
  }

  /** Solutions of the conditional Kolmogorov forward equation. */
  default List<ComponentFactory<Solution, ?>> solutions() {
    return List.of();
  }

  /** Heads, made for a path. */
  default List<ComponentFactory<HeadKind, ?>> heads() {
    return List.of();
  }

  /** Bregman divergences. */
  default List<ComponentFactory<BregmanDivergence, ?>> divergences() {
    return List.of();
  }

  /** Couplings of source and data. */
  default List<ComponentFactory<Coupling, ?>> couplings() {
    return List.of();
  }

  /** Samplers. */
  default List<ComponentFactory<Sampler, ?>> samplers() {
    return List.of();
  }

  /** Time grids, made for the schedule of a path. */
  default List<ComponentFactory<GridKind, ?>> timeGrids() {
    return List.of();
  }

  /** Energies. */
  default List<ComponentFactory<EnergyFunction, ?>> energies() {
    return List.of();
  }

  /** Networks. */
  default List<ComponentFactory<Network.Kind, ?>> networks() {
    return List.of();
  }

  /** Data sets. */
  default List<ComponentFactory<DatasetKind, ?>> datasets() {
    return List.of();
  }

  /** Codecs between raw data and points. */
  default List<ComponentFactory<Codec.Kind, ?>> codecs() {
    return List.of();
  }

  /** Metrics. */
  default List<ComponentFactory<Metric, ?>> metrics() {
    return List.of();
  }

  /** A path waiting for its space and schedule. */
  @FunctionalInterface
  interface PathKind {
    /** The path. */
    ConditionalPath on(StateSpace space, GaussianSchedule schedule);
  }

  /** A head waiting for its path. */
  @FunctionalInterface
  interface HeadKind {
    /** The head. */
    Head on(ConditionalPath path);
  }

  /** Times that may follow a path's schedule. */
  @FunctionalInterface
  interface GridKind {
    /**
     * The times of a simulation.
     *
     * @param schedule of the path; of a product, of its first factor
     * @param base the folder that relative paths refer to: that of the configuration
     */
    TimeGrid on(GaussianSchedule schedule, Path base);

    /** The same times on every path. */
    static GridKind fixed(TimeGrid grid) {
      return (schedule, base) -> grid;
    }
  }

  /** A data set that is read when it is needed. */
  @FunctionalInterface
  interface DatasetKind {
    /**
     * Reads or makes the data.
     *
     * @param base the folder that relative paths refer to: that of the configuration
     */
    Dataset load(Path base);
  }
}
