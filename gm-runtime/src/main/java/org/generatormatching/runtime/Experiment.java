package org.generatormatching.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.Metric;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.Sampler;
import org.generatormatching.api.Samples;
import org.generatormatching.api.Term;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.generators.Likelihood;
import org.generatormatching.generators.TimeLaw;
import org.generatormatching.runtime.compose.Parts;
import org.generatormatching.runtime.compose.SampleConditions;
import org.generatormatching.runtime.config.Configuration;
import org.generatormatching.runtime.config.RunConfig;
import org.generatormatching.runtime.registry.Registry;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.DeviceWeights;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Signature;
import org.generatormatching.training.TrainingTask;
import org.generatormatching.training.checkpoint.RunDirectory;

/**
 * A configuration brought to life: composed parts on an open engine. Trains, samples and evaluates;
 * files are the business of its caller.
 */
public final class Experiment implements AutoCloseable {
  private static final int LAW_ROWS = 64;
  private static final String DATA_HASH = "content of the data";
  private static final String CODEC_HASH = "fitted values of the codec";

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

  /** Where components come from. */
  public Registry registry() {
    return registry;
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
    checkRows(configuration.config().training().batch(), "training.batch");
    return TrainingTask.of(
        parts.factorized(),
        parts.network(),
        TimeLaw.late(configuration.config().training().lateTimes()),
        parts.dataset(),
        Optional.of(parts.codec()),
        configuration.config().training().conditionDropout());
  }

  /**
   * What steers the weights besides the settings of the training, by path in the configuration: the
   * model, the codec with what fitting it found, and the data. Of finite data only the rows count
   * and not how they were named; of a law its settings, and a few of its points.
   */
  public Map<String, String> inputs() {
    Map<String, String> m = new LinkedHashMap<>();
    boolean finite = parts.dataset().trainingSet().isPresent();
    configuration
        .values()
        .forEach(
            (path, v) -> {
              boolean law = path.startsWith("data.") && !finite;
              boolean use = path.equals("data") || path.equals("data.use");
              boolean steers = law || use || path.matches("(codec|model)([.].*)?");
              if (steers) {
                m.put(path.equals("data") ? "data.use" : path, String.valueOf(v.value()));
              }
            });
    Batch rows =
        parts
            .dataset()
            .trainingSet()
            .orElseGet(() -> parts.dataset().training(HostRng.of(1), 0, LAW_ROWS));
    m.put(DATA_HASH, Hashes.sha256(rows.arrays()));
    m.put(CODEC_HASH, Hashes.sha256(parts.codec().fitted()));
    return m;
  }

  /** Where results of this experiment come from. */
  public Provenance provenance() {
    Provenance p = Provenance.of(configuration, registry, backend, parts.dataset().citation());
    Map<String, String> m = new LinkedHashMap<>(p.entries());
    Map<String, String> inputs = inputs();
    for (String hash : List.of(DATA_HASH, CODEC_HASH)) {
      m.put(hash, Objects.requireNonNull(inputs.get(hash)));
    }
    return new Provenance(m);
  }

  /**
   * Simulates. Beside the points stand the conditions that they were made for.
   *
   * @param weights of the network
   * @param first index of the first sample
   * @param count number of samples
   * @param steps equal steps in place of the configuration's grid, or empty
   * @param conditions fixed for all samples, beside and before those of the configuration
   * @throws org.generatormatching.tensor.GmException [GM/CONFIG] if the model cannot be told these
   */
  public Samples sample(
      DeviceWeights weights,
      long first,
      int count,
      long seed,
      Optional<Integer> steps,
      Map<String, Object> conditions,
      SampleRequest.Listener listener) {
    TimeGrid grid = steps.map(TimeGrid::uniform).orElse(parts.grid());
    SampleRequest request =
        request(parts.terms(), grid, count, seed).range(first, count).with(listener);
    return simulated(request, weights, parts.told().with(conditions), parts.sampler());
  }

  /**
   * Samples 0 .. count - 1 of the configuration's seed and conditions by another generator, sampler
   * or grid.
   *
   * @param weights of the network
   */
  public Samples sample(
      DeviceWeights weights,
      int count,
      List<Term> terms,
      Sampler sampler,
      TimeGrid grid,
      SampleRequest.Listener listener) {
    SampleRequest request =
        request(terms, grid, count, configuration.config().seed()).with(listener);
    return simulated(request, weights, parts.told(), sampler);
  }

  private SampleRequest request(List<Term> terms, TimeGrid grid, int count, long seed) {
    return SampleRequest.of(terms, parts.path().source(), count, grid, seed);
  }

  private Samples simulated(
      SampleRequest request, DeviceWeights weights, SampleConditions told, Sampler sampler) {
    checkRows(request.count(), "the number of samples");
    Optional<Batch> conditions = told.rows(request.seed(), request.first(), request.count());
    Samples samples =
        sampler.sample(backend, parts.simulated(), request.told(conditions).with(weights));
    Batch points = samples.points();
    for (var e : conditions.map(Batch::arrays).orElse(Map.of()).entrySet()) {
      points = points.with(e.getKey(), e.getValue());
    }
    return new Samples(points, samples.evaluations());
  }

  /**
   * Log densities of raw points under the flow of the configuration, per unit of volume of the
   * codec's points. What the model is told stands beside them.
   *
   * @param steps equal steps in place of the configuration's grid, or empty
   * @throws org.generatormatching.tensor.GmException [GM/UNSUPPORTED] if the generator is no flow
   */
  public Likelihood.Densities densities(
      DeviceWeights weights, Batch raw, Likelihood likelihood, Optional<Integer> steps) {
    Batch all = parts.codec().encode(raw);
    Batch points = all.only(parts.path().space().point().names());
    List<String> conditions = parts.network().conditions().names();
    TimeGrid grid = steps.map(TimeGrid::uniform).orElse(parts.grid());
    SampleRequest request =
        request(parts.terms(), grid, points.size(), configuration.config().seed())
            .from(points)
            .told(conditions.isEmpty() ? Optional.empty() : Optional.of(all.only(conditions)))
            .with(weights);
    return likelihood.points(backend, parts.simulated(), request, parts.sampler());
  }

  /** Rows of points lie in Java's arrays, whose sizes and memory have ends. */
  private void checkRows(long rows, String where) {
    long values =
        parts.path().space().point().arrays().values().stream()
            .mapToLong(s -> s.shape().coefficient())
            .max()
            .orElse(1);
    long memory = Runtime.getRuntime().maxMemory();
    double needed = 8.0 * rows * values;
    if (rows * (double) values > Integer.MAX_VALUE - 8.0 || needed > memory) {
      throw Problem.of(GmError.MEMORY, "too many rows at once for Java's memory")
          .found(rows + " rows of " + values + " values")
          .expected(
              "fewer: an array has at most 2147483639 values, and the memory has "
                  + (memory >> 20)
                  + " MiB")
          .at(where)
          .exception();
    }
  }

  /** Points as raw data. */
  public Batch decode(Batch points) {
    return parts.codec().decode(points);
  }

  /** Raw held-out data, at most n rows, of the arrays that decoded samples have. */
  public Batch reference(int n) {
    return parts.dataset().heldOut(n).only(sampled(parts.network().conditions().names()));
  }

  /** Raw rows without what the model was told of them. */
  public Batch points(Batch raw) {
    return raw.only(sampled(List.of()));
  }

  /** The raw arrays of a point, and further ones. */
  private List<String> sampled(List<String> further) {
    List<String> names = new ArrayList<>(parts.path().space().point().names());
    names.addAll(further);
    Batch one = parts.codec().encode(parts.dataset().heldOut(1)).only(names);
    Set<String> made = parts.codec().decode(one).arrays().keySet();
    return parts.dataset().signature().names().stream().filter(made::contains).toList();
  }

  /** The data as metrics see them: what the model makes, and nothing that it is told. */
  private Dataset judged() {
    Map<String, ArraySpec> m = new LinkedHashMap<>();
    Signature all = parts.dataset().signature();
    sampled(List.of()).forEach(n -> m.put(n, all.get(n)));
    return new JudgedData(parts.dataset(), new Signature(m));
  }

  /**
   * Judges samples by every metric of the configuration.
   *
   * @param samples raw samples; metrics compare as many of them as there are held-out data
   */
  public List<Metric.Score> evaluate(Batch samples) {
    Batch reference = reference(samples.size());
    Batch compared = samples.rows(0, Math.min(samples.size(), reference.size()));
    Metric.Setting setting =
        new Metric.Setting(backend, judged(), compared, reference, configuration.config().seed());
    return parts.metrics().stream().flatMap(m -> m.evaluate(setting).stream()).toList();
  }

  @Override
  public void close() {
    backend.close();
  }
}
