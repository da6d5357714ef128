package org.generatormatching.runtime.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import org.generatormatching.api.plugin.ComponentFactory;
import org.generatormatching.api.plugin.ComponentKind;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.api.plugin.PluginDescriptor;

/**
 * What of a plugin passed the checks: its lists neither fail nor hold anything twice.
 *
 * @param descriptor the plugin's
 * @param components by the name of their kind
 */
record CheckedPlugin(PluginDescriptor descriptor, Map<String, List<Registered>> components)
    implements GmPlugin {
  @SuppressWarnings("unchecked") // the intake put them under the kind whose getter gave them
  private <T> List<ComponentFactory<T, ?>> of(ComponentKind<T> kind) {
    List<ComponentFactory<T, ?>> all = new ArrayList<>();
    for (Registered r : components.getOrDefault(kind.name(), List.of())) {
      all.add((ComponentFactory<T, ?>) r.factory());
    }
    return all;
  }

  @Override
  public List<ComponentFactory<StateSpace, ?>> stateSpaces() {
    return of(ComponentKind.STATE_SPACE);
  }

  @Override
  public List<ComponentFactory<GaussianSchedule, ?>> schedules() {
    return of(ComponentKind.SCHEDULE);
  }

  @Override
  public List<ComponentFactory<PathKind, ?>> paths() {
    return of(ComponentKind.PATH);
  }

  @Override
  public List<ComponentFactory<GeneratorFamily, ?>> families() {
    return of(ComponentKind.FAMILY);
  }

  @Override
  public List<ComponentFactory<Solution, ?>> solutions() {
    return of(ComponentKind.SOLUTION);
  }

  @Override
  public List<ComponentFactory<HeadKind, ?>> heads() {
    return of(ComponentKind.HEAD);
  }

  @Override
  public List<ComponentFactory<BregmanDivergence, ?>> divergences() {
    return of(ComponentKind.DIVERGENCE);
  }

  @Override
  public List<ComponentFactory<Coupling, ?>> couplings() {
    return of(ComponentKind.COUPLING);
  }

  @Override
  public List<ComponentFactory<Sampler, ?>> samplers() {
    return of(ComponentKind.SAMPLER);
  }

  @Override
  public List<ComponentFactory<GridKind, ?>> timeGrids() {
    return of(ComponentKind.TIME_GRID);
  }

  @Override
  public List<ComponentFactory<EnergyFunction, ?>> energies() {
    return of(ComponentKind.ENERGY);
  }

  @Override
  public List<ComponentFactory<Network.Kind, ?>> networks() {
    return of(ComponentKind.NETWORK);
  }

  @Override
  public List<ComponentFactory<DatasetKind, ?>> datasets() {
    return of(ComponentKind.DATASET);
  }

  @Override
  public List<ComponentFactory<Codec.Kind, ?>> codecs() {
    return of(ComponentKind.CODEC);
  }

  @Override
  public List<ComponentFactory<Metric, ?>> metrics() {
    return of(ComponentKind.METRIC);
  }
}
