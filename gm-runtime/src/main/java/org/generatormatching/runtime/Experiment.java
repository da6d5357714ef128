package org.generatormatching.runtime;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Metric;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.Samples;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.generators.TimeLaw;
import org.generatormatching.runtime.compose.Parts;
import org.generatormatching.runtime.config.Configuration;
import org.generatormatching.runtime.config.RunConfig;
import org.generatormatching.runtime.registry.Registry;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.DeviceWeights;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.training.TrainingTask;
import org.generatormatching.training.checkpoint.RunDirectory;

/**
 * A configuration brought to life: composed parts on an open engine. Trains, samples and evaluates;
 * files are the business of its caller.
 */
public final class Experiment implements AutoCloseable {
  private final Configuration configuration;
  private final Registry registry;
  private final Parts parts;
  private final Backend backend;

  private Experiment(Configuration configuration, Registry registry, Parts parts, Backend backend) {
    this.configuration = configuration;
    this.registry = registry;
    this.parts = parts;
    this.backend = backend;
  }

  /**
   * Composes a configuration for a new run and opens its engine.
   *
   * @throws org.generatormatching.tensor.GmException with every problem of the composition, or
   *     [GM/ENGINE_UNAVAILABLE]
   */
  public static Experiment open(Configuration configuration, Registry registry) {
    return open(configuration, registry, Optional.empty());
  }

  /**
   * The same for a run that exists, with the codec that it was trained with.
   *
   * @throws org.generatormatching.tensor.GmException also [GM/CHECKPOINT] if the codec's values are
   *     missing or damaged
   */
  public static Experiment reopen(
      Configuration configuration, Registry registry, RunDirectory run) {
    return open(configuration, registry, Optional.of(run));
  }

  private static Experiment open(
      Configuration configuration, Registry registry, Optional<RunDirectory> run) {
    RunConfig.EngineSection engine = configuration.config().engine();
    var provider = registry.engine(engine.use(), "engine.use");
    Parts parts = Parts.of(configuration, registry, run);
    return new Experiment(configuration, registry, parts, provider.open(engine.config()));
  }

  /** The configuration. */
  public Configuration configuration() {
    return configuration;
  }

  /** The composed parts. */
  public Parts parts() {
    return parts;
  }

  /** The open engine. */
  public Backend backend() {
    return backend;
  }

  /** What is learned, as a trainer takes it. */
  public TrainingTask task() {
    return TrainingTask.of(
        parts.factorized(),
        parts.network(),
        TimeLaw.late(configuration.config().training().lateTimes()),
        parts.dataset(),
        Optional.of(parts.codec()));
  }

  /** Where results of this experiment come from. */
  public Provenance provenance() {
    return Provenance.of(configuration, registry, backend, parts.dataset().citation());
  }

  /**
   * Simulates.
   *
   * @param weights of the network
   * @param first index of the first sample
   * @param count number of samples
   * @param steps equal steps in place of the configuration's grid, or empty
   */
  public Samples sample(
      DeviceWeights weights,
      long first,
      int count,
      long seed,
      Optional<Integer> steps,
      SampleRequest.Listener listener) {
    TimeGrid grid = steps.map(TimeGrid::uniform).orElse(parts.grid());
    SampleRequest request =
        SampleRequest.of(parts.terms(), parts.path().source(), count, grid, seed)
            .range(first, count)
            .with(weights)
            .with(listener);
    return parts.sampler().sample(backend, parts.network(), request);
  }

  /** Points as raw data. */
  public Batch decode(Batch points) {
    return parts.codec().decode(points);
  }

  /** Raw held-out data, at most n rows, of the arrays that decoded samples have: no labels. */
  public Batch reference(int n) {
    Batch rows = parts.dataset().heldOut(n);
    Batch encoded = parts.codec().encode(rows.rows(0, 0));
    Batch none = new Batch(Map.of());
    for (String name : parts.path().space().point().names()) {
      none = none.with(name, encoded.get(name));
    }
    Map<String, HostArray> m = new LinkedHashMap<>();
    decode(none).arrays().keySet().forEach(a -> m.put(a, rows.get(a)));
    return new Batch(m);
  }

  /**
   * Judges samples by every metric of the configuration.
   *
   * @param samples raw samples; metrics compare as many of them as there are held-out data
   */
  public List<Metric.Score> evaluate(Batch samples) {
    Batch reference = reference(samples.size());
    Batch judged = samples.rows(0, Math.min(samples.size(), reference.size()));
    Metric.Setting setting =
        new Metric.Setting(
            backend, parts.dataset(), judged, reference, configuration.config().seed());
    return parts.metrics().stream().flatMap(m -> m.evaluate(setting).stream()).toList();
  }

  @Override
  public void close() {
    backend.close();
  }
}
