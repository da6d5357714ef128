package org.generatormatching.api.plugin;

import java.util.List;
import java.util.function.Function;
import org.generatormatching.api.BregmanDivergence;
import org.generatormatching.api.Codec;
import org.generatormatching.api.Coupling;
import org.generatormatching.api.EnergyFunction;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Metric;
import org.generatormatching.api.Network;
import org.generatormatching.api.Sampler;
import org.generatormatching.api.Solution;
import org.generatormatching.api.StateSpace;

/**
 * A kind of component: one list getter of {@link GmPlugin}.
 *
 * @param <T> what factories of this kind make
 * @param name in messages and JSON
 * @param list the getter
 */
public record ComponentKind<T>(String name, Function<GmPlugin, List<ComponentFactory<T, ?>>> list) {
  /** State spaces. */
  public static final ComponentKind<StateSpace> STATE_SPACE =
      new ComponentKind<>("state-space", GmPlugin::stateSpaces);

  /** Schedules. */
  public static final ComponentKind<GaussianSchedule> SCHEDULE =
      new ComponentKind<>("schedule", GmPlugin::schedules);

  /** Conditional paths. */
  public static final ComponentKind<GmPlugin.PathKind> PATH =
      new ComponentKind<>("path", GmPlugin::paths);

  /** Generator families. */
  public static final ComponentKind<GeneratorFamily> FAMILY =
      new ComponentKind<>("family", GmPlugin::families);

  /** Solutions. */
  public static final ComponentKind<Solution> SOLUTION =
      new ComponentKind<>("solution", GmPlugin::solutions);

  /** Heads. */
  public static final ComponentKind<GmPlugin.HeadKind> HEAD =
      new ComponentKind<>("head", GmPlugin::heads);

  /** Divergences. */
  public static final ComponentKind<BregmanDivergence> DIVERGENCE =
      new ComponentKind<>("divergence", GmPlugin::divergences);

  /** Couplings. */
  public static final ComponentKind<Coupling> COUPLING =
      new ComponentKind<>("coupling", GmPlugin::couplings);

  /** Samplers. */
  public static final ComponentKind<Sampler> SAMPLER =
      new ComponentKind<>("sampler", GmPlugin::samplers);

  /** Time grids. */
  public static final ComponentKind<GmPlugin.GridKind> TIME_GRID =
      new ComponentKind<>("time-grid", GmPlugin::timeGrids);

  /** Energies. */
  public static final ComponentKind<EnergyFunction> ENERGY =
      new ComponentKind<>("energy", GmPlugin::energies);

  /** Networks. */
  public static final ComponentKind<Network.Kind> NETWORK =
      new ComponentKind<>("network", GmPlugin::networks);

  /** Data sets. */
  public static final ComponentKind<GmPlugin.DatasetKind> DATASET =
      new ComponentKind<>("dataset", GmPlugin::datasets);

  /** Codecs. */
  public static final ComponentKind<Codec.Kind> CODEC =
      new ComponentKind<>("codec", GmPlugin::codecs);

  /** Metrics. */
  public static final ComponentKind<Metric> METRIC =
      new ComponentKind<>("metric", GmPlugin::metrics);

  /** All kinds. */
  public static final List<ComponentKind<?>> ALL =
      List.of(
          STATE_SPACE,
          SCHEDULE,
          PATH,
          FAMILY,
          SOLUTION,
          HEAD,
          DIVERGENCE,
          COUPLING,
          SAMPLER,
          TIME_GRID,
          ENERGY,
          NETWORK,
          DATASET,
          CODEC,
          METRIC);

  /** The kind of this name. */
  public static ComponentKind<?> named(String name) {
    return ALL.stream()
        .filter(k -> k.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no kind of component is named " + name));
  }
}
