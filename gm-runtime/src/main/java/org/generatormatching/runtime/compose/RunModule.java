package org.generatormatching.runtime.compose;

import com.google.inject.AbstractModule;
import com.google.inject.Key;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.name.Named;
import com.google.inject.name.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.generatormatching.api.Codec;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.Factor;
import org.generatormatching.api.FactorizedModel;
import org.generatormatching.api.Metric;
import org.generatormatching.api.Model;
import org.generatormatching.api.Sampler;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Term;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.path.ProductPath;
import org.generatormatching.api.plugin.ComponentKind;
import org.generatormatching.generators.Rescheduled;
import org.generatormatching.runtime.config.Component;
import org.generatormatching.runtime.config.Configuration;
import org.generatormatching.runtime.config.RunConfig;
import org.generatormatching.runtime.registry.Registry;
import org.generatormatching.spaces.ProductSpace;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;
import org.generatormatching.training.Conditions;
import org.generatormatching.training.NetworkModel;
import org.generatormatching.training.checkpoint.CodecValues;
import org.generatormatching.training.checkpoint.RunDirectory;

/** Binds a configuration: one private module per factor, everything else once. */
final class RunModule extends AbstractModule {
  private static final String JOINT = "joint";
  private static final String SIMULATED = "simulated";

  private final Configuration configuration;
  private final Registry registry;
  private final Optional<RunDirectory> run;

  RunModule(Configuration configuration, Registry registry, Optional<RunDirectory> run) {
    this.configuration = configuration;
    this.registry = registry;
    this.run = run;
  }

  @Override
  protected void configure() {
    binder().requireExplicitBindings();
    bind(Configuration.class).toInstance(configuration);
    bind(RunConfig.class).toInstance(configuration.config());
    bind(Registry.class).toInstance(registry);
    bind(Components.class).in(Singleton.class);
    Multibinder<Factor> factors = Multibinder.newSetBinder(binder(), Factor.class);
    List<RunConfig.FactorSection> sections = configuration.config().model().factors();
    for (int i = 0; i < sections.size(); i++) {
      String where = "model.factors[" + i + "]";
      install(new FactorModule(sections.get(i), where));
      factors.addBinding().to(Key.get(Factor.class, Names.named(where)));
    }
  }

  /** Factors ordered by name, whatever the order of the file. */
  @Provides
  @Singleton
  List<Factor> factors(Set<Factor> factors) {
    return factors.stream().sorted(Comparator.comparing(Factor::name)).toList();
  }

  /** The factors as samples see them: on the schedule of the sampling section, where it has one. */
  @Provides
  @Singleton
  @Named(SIMULATED)
  List<Factor> simulated(Components components, RunConfig config, List<Factor> factors) {
    if (config.sampling().schedule().isEmpty()) {
      return factors;
    }
    if (factors.size() != 1 || !factors.get(0).name().isEmpty()) {
      throw Problem.of(GmError.UNSUPPORTED, "the schedule of a product cannot be changed")
          .found("the factors " + factors.stream().map(Factor::name).toList())
          .expected("a model of one factor")
          .at("sampling.schedule")
          .exception();
    }
    RunConfig.FactorSection trained = config.model().factors().get(0);
    var section =
        new RunConfig.FactorSection(
            trained.name(),
            trained.space(),
            trained.path(),
            config.sampling().schedule().get(),
            trained.heads());
    FactorModule module = new FactorModule(section, "sampling");
    StateSpace space = factors.get(0).space();
    return List.of(module.factor(components, space, module.path(components, space)));
  }

  /** The network, or what is seen of it on another schedule. */
  @Provides
  @Singleton
  Model model(
      NetworkModel network, List<Factor> factors, @Named(SIMULATED) List<Factor> simulated) {
    if (factors.equals(simulated)) {
      return network;
    }
    try {
      return new Rescheduled(network, factors.get(0), simulated.get(0));
    } catch (GmException e) {
      throw GmException.of(e.problems().stream().map(p -> p.at("sampling.schedule")).toList());
    }
  }

  /** Named, since a factor's own path has the unnamed key inside its module. */
  @Provides
  @Singleton
  @Named(JOINT)
  ConditionalPath path(List<Factor> factors) {
    if (factors.size() == 1 && factors.get(0).name().isEmpty()) {
      return factors.get(0).path();
    }
    Map<String, StateSpace> spaces = new LinkedHashMap<>();
    Map<String, ConditionalPath> paths = new LinkedHashMap<>();
    for (Factor f : factors) {
      spaces.put(f.name(), f.space());
      paths.put(f.name(), f.path());
    }
    return new ProductPath(new ProductSpace(spaces), paths);
  }

  @Provides
  @Singleton
  FactorizedModel model(
      Components components,
      RunConfig config,
      List<Factor> factors,
      @Named(JOINT) ConditionalPath path) {
    return new FactorizedModel(factors, Supervisions.of(config, path, components));
  }

  @Provides
  @Singleton
  NetworkModel network(
      Components components, RunConfig config, List<Factor> factors, Dataset dataset, Codec codec) {
    var section = config.model().network();
    var kind = components.make(ComponentKind.NETWORK, section, "model.network");
    String where = "model.conditions";
    try {
      Conditions conditions =
          config.model().conditions().isEmpty()
              ? Conditions.none()
              : Conditions.of(config.model().conditions(), codec.points(dataset.signature()));
      if (conditions.list().isEmpty() && config.training().conditionDropout() > 0) {
        throw Problem.of(GmError.CONFIG, "a model without conditions has none to lose")
            .found("condition-dropout: " + config.training().conditionDropout())
            .at("training.condition-dropout")
            .exception();
      }
      return new NetworkModel(factors, ComponentId.of(section.use()), kind, conditions);
    } catch (GmException e) {
      throw GmException.of(
          e.problems().stream()
              .map(p -> p.where().isPresent() || p.code() != GmError.CONFIG ? p : p.at(where))
              .toList());
    }
  }

  @Provides
  @Singleton
  Dataset dataset(Components components, RunConfig config) {
    var kind = components.make(ComponentKind.DATASET, config.data(), "data");
    try {
      return kind.load(configuration.base());
    } catch (GmException e) {
      if (run.isEmpty()) {
        throw e;
      }
      return new AbsentDataset(e);
    }
  }

  /** Without a codec in the configuration raw data are points. */
  @Provides
  @Singleton
  Codec codec(Components components, RunConfig config, Dataset dataset) {
    if (config.codec().isEmpty()) {
      return new Unchanged();
    }
    Component section = config.codec().get();
    Codec.Kind kind = components.make(ComponentKind.CODEC, section, "codec");
    return run.map(r -> CodecValues.read(r.codec(), ComponentId.of(section.use())))
        .map(kind::restore)
        .orElseGet(() -> kind.fit(dataset));
  }

  @Provides
  @Singleton
  SampleConditions told(RunConfig config, NetworkModel network, Dataset dataset, Codec codec) {
    boolean absentIsKnown = config.training().conditionDropout() > 0;
    return SampleConditions.drawn(network.conditions(), absentIsKnown, dataset, codec)
        .with(config.sampling().conditions());
  }

  @Provides
  @Singleton
  Sampler sampler(Components components, RunConfig config) {
    return components.make(ComponentKind.SAMPLER, config.sampling().sampler(), "sampling.sampler");
  }

  @Provides
  @Singleton
  TimeGrid grid(Components components, RunConfig config) {
    boolean changed = config.sampling().schedule().isPresent();
    String factor = changed ? "sampling.schedule" : "model.factors[0].schedule";
    List<RunConfig.FactorSection> factors = config.model().factors();
    Component trained = factors.isEmpty() ? Component.of("cond-ot@1") : factors.get(0).schedule();
    Component first = config.sampling().schedule().orElse(trained);
    return components
        .make(ComponentKind.TIME_GRID, config.sampling().grid(), "sampling.grid")
        .on(components.make(ComponentKind.SCHEDULE, first, factor), configuration.base());
  }

  @Provides
  @Singleton
  List<Metric> metrics(Components components, RunConfig config) {
    List<Metric> list = new ArrayList<>();
    var sections = config.evaluation().metrics();
    for (int i = 0; i < sections.size(); i++) {
      list.add(
          components.make(ComponentKind.METRIC, sections.get(i), "evaluation.metrics[" + i + "]"));
    }
    return List.copyOf(list);
  }

  @Provides
  @Singleton
  List<Term> terms(
      Components components,
      RunConfig config,
      @Named(SIMULATED) List<Factor> factors,
      TimeGrid grid) {
    return Parts.terms(config, factors, grid, components);
  }

  @Provides
  @Singleton
  Parts parts(
      Dataset dataset,
      Codec codec,
      @Named(JOINT) ConditionalPath path,
      FactorizedModel model,
      NetworkModel network,
      Model simulated,
      List<Term> terms,
      SampleConditions told,
      Sampler sampler,
      TimeGrid grid,
      List<Metric> metrics) {
    Parts.checkData(dataset, codec, path);
    return new Parts(
        dataset, codec, path, model, network, simulated, terms, told, sampler, grid, metrics);
  }
}
