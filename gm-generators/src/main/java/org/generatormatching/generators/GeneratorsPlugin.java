package org.generatormatching.generators;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.generatormatching.api.BregmanDivergence;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.Sampler;
import org.generatormatching.api.Schedule;
import org.generatormatching.api.Solution;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.path.MixturePath;
import org.generatormatching.api.plugin.ComponentFactory;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.api.plugin.PluginDescriptor;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.api.schedule.Cosine;
import org.generatormatching.api.schedule.Cubic;
import org.generatormatching.api.schedule.LinearVariancePreserving;
import org.generatormatching.api.schedule.LogLinear;
import org.generatormatching.api.schedule.Power;
import org.generatormatching.api.schedule.VariancePreserving;
import org.generatormatching.tensor.ComponentId;

/** The components of this module, and the schedules and paths that every model needs. */
public final class GeneratorsPlugin implements GmPlugin {
  private static final String FLOW_MATCHING = "Lipman et al. 2023, arXiv:2210.02747";
  private static final String GENERATOR_MATCHING = "Holderrieth et al. 2024, arXiv:2410.20587";
  private static final String DISCRETE = "Gat et al. 2024, arXiv:2407.15595";
  private static final String THINNING = "Lewis and Shedler 1979, doi:10.1002/nav.3800260304";
  private static final String DORMAND_PRINCE =
      "Dormand and Prince 1980, doi:10.1016/0771-050X(80)90013-3";
  private static final String EDM = "Karras et al. 2022, arXiv:2206.00364";
  private static final String DPM = "Lu et al. 2022, arXiv:2206.00927";
  private static final String DENOISING = "Ho et al. 2020, arXiv:2006.11239";
  private static final String LANGEVIN = "Ma, Chen and Fox 2015, arXiv:1506.04696";
  private static final String SCORE = "Song et al. 2021, arXiv:2011.13456";

  @Override
  public PluginDescriptor descriptor() {
    return new PluginDescriptor("Generator Matching: generators", "0.1.0", 1);
  }

  @Override
  public List<ComponentFactory<GaussianSchedule, ?>> schedules() {
    return List.of(
        ComponentFactory.of("cond-ot@1", FLOW_MATCHING, Convex::condOt),
        ComponentFactory.<GaussianSchedule, Power>of(
                "polynomial@1", Power.class, "", k -> convex("polynomial@1", k))
            .provedAt(List.of(new Power(2))),
        ComponentFactory.<GaussianSchedule, Cubic>of(
                "cubic@1", Cubic.class, "", k -> convex("cubic@1", k))
            .provedAt(List.of(new Cubic(0.5, 0.5))),
        ComponentFactory.<GaussianSchedule, LogLinear>of(
                "log-linear@1", LogLinear.class, "", k -> convex("log-linear@1", k))
            .provedAt(List.of(new LogLinear(2))),
        ComponentFactory.of("cosine@1", "", Cosine::new),
        ComponentFactory.of("linear-vp@1", "", LinearVariancePreserving::new),
        ComponentFactory.<GaussianSchedule, NoiseRates>of(
                "vp@1", NoiseRates.class, SCORE, c -> new VariancePreserving(c.b0(), c.b1()))
            .provedAt(List.of(new NoiseRates(0.1, 20.0))));
  }

  private static GaussianSchedule convex(String id, Schedule kappa) {
    return new Convex(ComponentId.of(id), kappa);
  }

  /**
   * Noise rates of a variance preserving schedule.
   *
   * @param b0 at the data, 0.1 if absent
   * @param b1 at the source, 20 if absent
   */
  public record NoiseRates(Double b0, Double b1) {
    /** Puts defaults in the place of absent values. */
    public NoiseRates {
      b0 = b0 == null ? 0.1 : b0;
      b1 = b1 == null ? 20.0 : b1;
    }
  }

  @Override
  public List<ComponentFactory<PathKind, ?>> paths() {
    return List.of(
        ComponentFactory.of("affine-gaussian@1", GENERATOR_MATCHING, () -> AffineGaussianPath::new),
        ComponentFactory.<PathKind, MixtureSource>of(
                "mixture@1",
                MixtureSource.class,
                DISCRETE,
                c -> (space, schedule) -> c.path(space, schedule.alpha()))
            .provedAt(Stream.of(MixtureSource.Source.values()).map(MixtureSource::new).toList()),
        ComponentFactory.<PathKind, Width>of(
                "smoothed-mixture@1",
                Width.class,
                GENERATOR_MATCHING,
                c ->
                    (space, schedule) ->
                        new SmoothedMixturePath(space, schedule.alpha(), c.width()))
            .provedAt(List.of(new Width(0.1))));
  }

  /**
   * How far a smoothed mixture path spreads its atoms.
   *
   * @param width at t = 0, in units of the points
   */
  public record Width(double width) {}

  /**
   * Where a mixture path starts.
   *
   * @param source {@code reference}, the space's own law, if absent; {@code uniform} over tokens or
   *     in a box; or {@code mask}, all sites at the last token, which then belongs to no data
   */
  public record MixtureSource(Source source) {
    /** The laws. */
    public enum Source {
      /** The space's reference law. */
      REFERENCE,
      /** Uniform over tokens, with a density. */
      UNIFORM,
      /** All sites at the last token, with a density. */
      MASK
    }

    /** Puts the default in the place of an absent value. */
    public MixtureSource {
      source = source == null ? Source.REFERENCE : source;
    }

    private MixturePath path(StateSpace space, Schedule kappa) {
      boolean box = space.geometry(Geometry.Bounded.class).isPresent();
      return switch (source) {
        case MASK -> MixturePath.masked(space, kappa);
        case UNIFORM -> MixturePath.uniform(space, kappa);
        // a box has no other law of its own, and of this one the density is known
        case REFERENCE ->
            box
                ? MixturePath.uniform(space, kappa)
                : new MixturePath(space, kappa, space.reference(), Optional.empty());
      };
    }
  }

  @Override
  public List<ComponentFactory<GeneratorFamily, ?>> families() {
    return List.of(
        ComponentFactory.of("flow@1", FLOW_MATCHING, Flow::new),
        ComponentFactory.of("skew-flow@1", LANGEVIN, SkewFlow::new),
        ComponentFactory.<GeneratorFamily, Diffusion.Settings>of(
                "diffusion@1", Diffusion.Settings.class, LANGEVIN, Diffusion.Settings::family)
            .provedAt(Diffusion.Settings.EXAMPLES),
        ComponentFactory.of("reverse-diffusion@1", SCORE, ReverseDiffusion::new),
        ComponentFactory.of("noising-diffusion@1", SCORE, NoisingDiffusion::new),
        ComponentFactory.of("reflected-diffusion@1", GENERATOR_MATCHING, ReflectedDiffusion::new),
        ComponentFactory.<GeneratorFamily, Ctmc>of("ctmc@1", Ctmc.class, DISCRETE, c -> c)
            .provedAt(Stream.of(Ctmc.Part.values()).map(Ctmc::new).toList()));
  }

  @Override
  public List<ComponentFactory<Solution, ?>> solutions() {
    return List.of(
        ComponentFactory.of("affine-gaussian-flow@1", FLOW_MATCHING, AffineGaussianFlow::new),
        ComponentFactory.of("mixture-ctmc@1", DISCRETE, MixtureCtmc::new));
  }

  @Override
  public List<ComponentFactory<HeadKind, ?>> heads() {
    return List.of(
        ComponentFactory.of("velocity@1", FLOW_MATCHING, () -> GaussianHead::velocity),
        ComponentFactory.of("x1@1", FLOW_MATCHING, () -> GaussianHead::x1),
        ComponentFactory.of("noise@1", DENOISING, () -> GaussianHead::noise),
        ComponentFactory.of("score@1", SCORE, () -> GaussianHead::score),
        ComponentFactory.of("variance@1", GENERATOR_MATCHING, () -> VarianceHead::new),
        ComponentFactory.of("mixture-flow@1", GENERATOR_MATCHING, () -> MixtureFlowHead::new),
        ComponentFactory.of("posterior@1", DISCRETE, () -> PosteriorHead::new));
  }

  @Override
  public List<ComponentFactory<BregmanDivergence, ?>> divergences() {
    return List.of(
        ComponentFactory.of("squared-error@1", "", SquaredError::new),
        ComponentFactory.of("generalised-kl@1", GENERATOR_MATCHING, GeneralisedKl::new),
        ComponentFactory.of("cross-entropy@1", DISCRETE, CrossEntropy::new));
  }

  @Override
  public List<ComponentFactory<Sampler, ?>> samplers() {
    return List.of(
        ComponentFactory.<Sampler, Chunk>of(
                "grid@1", Chunk.class, GENERATOR_MATCHING, c -> new GridSampler(c.chunk()))
            .provedAt(List.of(new Chunk(64))),
        ComponentFactory.<Sampler, AdaptiveSampler.Settings>of(
                "adaptive@1",
                AdaptiveSampler.Settings.class,
                DORMAND_PRINCE,
                AdaptiveSampler.Settings::sampler)
            .provedAt(
                List.of(
                    new AdaptiveSampler.Settings(
                        1e-4, 1e-5, AdaptiveSampler.Control.SAMPLE, 64, 1000))),
        ComponentFactory.<Sampler, ThinningSampler.Settings>of(
                "thinning@1",
                ThinningSampler.Settings.class,
                THINNING,
                ThinningSampler.Settings::sampler)
            .provedAt(List.of(new ThinningSampler.Settings(Optional.empty(), 64, 100_000))));
  }

  /**
   * Rows of a sampler's programs.
   *
   * @param chunk 1024 if absent
   */
  public record Chunk(Integer chunk) {
    /** Puts the default in the place of an absent value. */
    public Chunk {
      chunk = chunk == null ? Integer.valueOf(new GridSampler().chunk()) : chunk;
    }
  }

  @Override
  public List<ComponentFactory<GridKind, ?>> timeGrids() {
    return List.of(
        ComponentFactory.<GridKind, Steps>of(
                "uniform@1",
                Steps.class,
                "",
                c -> GridKind.fixed(TimeGrid.uniform(c.from(), c.to(), c.steps())))
            .provedAt(List.of(new Steps(7, 0.0, 1.0))),
        ComponentFactory.<GridKind, CosineSteps>of(
                "cosine@1", CosineSteps.class, "", c -> GridKind.fixed(TimeGrid.cosine(c.steps())))
            .provedAt(List.of(new CosineSteps(7))),
        ComponentFactory.<GridKind, RatioGrid.LogSnr>of(
                "log-snr@1", RatioGrid.LogSnr.class, DPM, c -> c)
            .provedAt(List.of(new RatioGrid.LogSnr(7, -4.0, 4.0))),
        ComponentFactory.<GridKind, RatioGrid.Edm>of("edm@1", RatioGrid.Edm.class, EDM, c -> c)
            .provedAt(List.of(new RatioGrid.Edm(7, 7.0, 0.002, 80.0))),
        ComponentFactory.<GridKind, ListedGrid>of("listed@1", ListedGrid.class, "", c -> c)
            .provedAt(
                List.of(new ListedGrid(Optional.of(List.of(0.0, 0.3, 1.0)), Optional.empty()))));
  }

  /**
   * Equal steps.
   *
   * @param steps their number
   * @param from 0 if absent
   * @param to 1 if absent
   */
  public record Steps(int steps, Double from, Double to) {
    /** Puts defaults in the place of absent values. */
    public Steps {
      from = from == null ? 0.0 : from;
      to = to == null ? 1.0 : to;
    }
  }

  /**
   * Steps that are fine at both ends.
   *
   * @param steps their number
   */
  public record CosineSteps(int steps) {}
}
