package org.generatormatching.runtime.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.generatormatching.api.Weighting;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.training.Condition;
import org.generatormatching.training.TrainingConfig;

/**
 * Everything that a run needs. An absent key has its default here and nowhere else.
 *
 * @param name of the run, for people
 * @param base the folder at which relative paths start; absent: that of the configuration. The
 *     configuration that is kept with a run names the original folder here
 * @param seed the one seed: initial weights, data order, noise and metrics derive from it
 * @param data what is learned
 * @param codec how raw data become points; without one data are points
 * @param model space, path, heads and network
 * @param training the optimisation
 * @param sampling the simulation
 * @param evaluation the metrics
 * @param engine what computes
 */
public record RunConfig(
    String name,
    Optional<String> base,
    Long seed,
    @Of("dataset") Component data,
    @Of("codec") Optional<Component> codec,
    ModelSection model,
    TrainingConfig training,
    SamplingSection sampling,
    EvaluationSection evaluation,
    EngineSection engine) {
  private static final String NOT_IN_NAMES = "/\\\\\\p{C}\\p{Zl}\\p{Zp}";
  private static final Pattern NAME =
      Pattern.compile("[^." + NOT_IN_NAMES + "][^" + NOT_IN_NAMES + "]{0,99}");

  /** Puts defaults in the place of absent keys. */
  @SuppressWarnings("NullAway") // an absent section is a section whose keys are all absent
  public RunConfig {
    if (name != null && (name.isBlank() || !NAME.matcher(name).matches())) {
      throw Problem.of(GmError.CONFIG, "the name of a run is also that of its directory")
          .found(Scalars.describe(name))
          .expected("1 to 100 visible characters without '/' and '\\', the first of them no '.'")
          .at("name")
          .exception();
    }
    base = base == null ? Optional.empty() : base;
    seed = seed == null ? 1L : seed;
    codec = codec == null ? Optional.empty() : codec;
    evaluation = evaluation == null ? new EvaluationSection(null) : evaluation;
    engine = engine == null ? new EngineSection(null, null, null) : engine;
  }

  /**
   * What is modelled.
   *
   * @param factors one, or the factors of a product
   * @param network predicts the raw values of all heads
   * @param conditions arrays of the data that it is told: labels, numbers; absent: none
   * @param coupling pairs source points with data, batch by batch; absent: they are independent
   */
  public record ModelSection(
      List<FactorSection> factors,
      @Of("network") Component network,
      List<Condition> conditions,
      @Of("coupling") Optional<Component> coupling) {
    /** Puts defaults in the place of absent keys. */
    public ModelSection {
      conditions = conditions == null ? List.of() : List.copyOf(conditions);
      coupling = coupling == null ? Optional.empty() : coupling;
    }
  }

  /**
   * One factor.
   *
   * @param name prefix of its arrays in a product; may be left out where there is one factor
   * @param space the state space
   * @param path the conditional path
   * @param schedule the path's schedule
   * @param heads what the network predicts and how it is trained
   */
  public record FactorSection(
      String name,
      @Of("state-space") Component space,
      @Of("path") Component path,
      @Of("schedule") Component schedule,
      List<HeadSection> heads) {
    /** Puts defaults in the place of absent keys. */
    public FactorSection {
      name = name == null ? "" : name;
      schedule = schedule == null ? Component.of("cond-ot@1") : schedule;
    }
  }

  /**
   * One head and its loss.
   *
   * @param head what is predicted
   * @param divergence the Bregman divergence
   * @param weight of the loss in the sum
   * @param restPower p of a further weight (1 - t)^p, for targets that grow towards the data: 2 for
   *     a score; 0 if absent
   */
  public record HeadSection(
      @Of("head") Component head,
      @Of("divergence") Component divergence,
      Double weight,
      Double restPower) {
    /** Puts defaults in the place of absent keys. */
    public HeadSection {
      weight = weight == null ? 1.0 : weight;
      restPower = restPower == null ? 0.0 : restPower;
    }
  }

  /**
   * How to simulate.
   *
   * @param terms the generator: a superposition, or one term per factor of a product
   * @param sampler the loop
   * @param grid the times
   * @param schedule of the simulated path, in the place of the one that the model was trained on;
   *     for models of one factor
   * @param count number of samples of a run
   * @param conditions of all samples, by array: a number, a category, or {@code none}. What is not
   *     listed comes from training rows, one for each sample
   */
  public record SamplingSection(
      List<TermSection> terms,
      @Of("sampler") Component sampler,
      @Of("time-grid") Component grid,
      @Of("schedule") Optional<Component> schedule,
      Integer count,
      Map<String, Object> conditions) {
    /** Puts defaults in the place of absent keys. */
    public SamplingSection {
      sampler = sampler == null ? Component.of("grid@1") : sampler;
      grid = grid == null ? Component.of("uniform@1") : grid;
      schedule = schedule == null ? Optional.empty() : schedule;
      count = count == null ? 1000 : count;
      conditions =
          conditions == null
              ? Map.of()
              : Collections.unmodifiableMap(new LinkedHashMap<>(conditions));
    }
  }

  /**
   * A part of the generator.
   *
   * @param factor name of a factor; may be left out where there is one
   * @param head id of one of the factor's heads
   * @param family the generator family
   * @param stepper id of one of the family's steppers; the family's first where left out
   * @param weight c of the weight c t^a (1 - t)^b in the superposition, at least 0
   * @param timePower a, 0 if absent
   * @param restPower b, 0 if absent
   * @param complement whether the weight is what those of the factor's other terms leave to be
   *     desired: all solutions less all backward parts have to sum to 1
   */
  public record TermSection(
      String factor,
      String head,
      @Of("family") Component family,
      Optional<String> stepper,
      Double weight,
      Double timePower,
      Double restPower,
      Boolean complement) {
    /** Puts defaults in the place of absent keys. */
    public TermSection {
      factor = factor == null ? "" : factor;
      stepper = stepper == null ? Optional.empty() : stepper;
      weight = weight == null ? 1.0 : weight;
      timePower = timePower == null ? 0.0 : timePower;
      restPower = restPower == null ? 0.0 : restPower;
      complement = complement == null ? false : complement;
      if (complement && (weight != 1 || timePower != 0 || restPower != 0)) {
        throw Problem.of(GmError.CONFIG, "a term has two weights")
            .found("'complement' beside weight, time-power or rest-power")
            .expected("one of them")
            .exception();
      }
    }

    /** The weight of a term that complements no others. */
    public Weighting weighting() {
      return Weighting.powers(weight, timePower, restPower);
    }
  }

  /**
   * How to judge.
   *
   * @param metrics evaluated after sampling
   */
  public record EvaluationSection(@Of("metric") List<Component> metrics) {
    /** Puts defaults in the place of absent keys. */
    public EvaluationSection {
      metrics = metrics == null ? List.of() : List.copyOf(metrics);
    }
  }

  /**
   * What computes.
   *
   * @param use id of the engine
   * @param device where
   * @param threads of one operation; 0 for the default, see {@link EngineConfig}
   */
  public record EngineSection(String use, EngineConfig.Device device, Integer threads) {
    /** Puts defaults in the place of absent keys. */
    public EngineSection {
      use = use == null ? "pytorch@1" : use;
      device = device == null ? EngineConfig.Device.CPU : device;
      threads = threads == null ? 0 : threads;
    }

    /** The engine's settings. */
    public EngineConfig config() {
      return new EngineConfig(device, threads);
    }
  }
}
