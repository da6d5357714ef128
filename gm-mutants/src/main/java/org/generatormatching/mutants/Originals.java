package org.generatormatching.mutants;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.generatormatching.api.Batch;
import org.generatormatching.api.BregmanDivergence;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Head;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Term;
import org.generatormatching.api.Weighting;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.path.MixturePath;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.api.schedule.Cosine;
import org.generatormatching.api.schedule.Linear;
import org.generatormatching.generators.CrossEntropy;
import org.generatormatching.generators.Ctmc;
import org.generatormatching.generators.Diffusion;
import org.generatormatching.generators.Flow;
import org.generatormatching.generators.GaussianHead;
import org.generatormatching.generators.GeneralisedKl;
import org.generatormatching.generators.GridSampler;
import org.generatormatching.generators.NoisingDiffusion;
import org.generatormatching.generators.PosteriorHead;
import org.generatormatching.generators.ReflectedDiffusion;
import org.generatormatching.generators.SquaredError;
import org.generatormatching.generators.VarianceHead;
import org.generatormatching.plugins.jump.BinJump;
import org.generatormatching.plugins.jump.Bins;
import org.generatormatching.plugins.jump.GaussianJumpHead;
import org.generatormatching.plugins.jump.MetropolisJumpHead;
import org.generatormatching.plugins.jump.MixtureJumpHead;
import org.generatormatching.spaces.Box;
import org.generatormatching.spaces.Categorical;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Subject;
import org.generatormatching.tck.law.DivergenceLaws;
import org.generatormatching.tck.law.GeneratorLaws;
import org.generatormatching.tck.law.GeometryLaws;
import org.generatormatching.tck.law.HeadCase;
import org.generatormatching.tck.law.HeadLaws;
import org.generatormatching.tck.law.JumpLaws;
import org.generatormatching.tck.law.LossCase;
import org.generatormatching.tck.law.ObjectiveLaws;
import org.generatormatching.tck.law.PathCase;
import org.generatormatching.tck.law.PathLaws;
import org.generatormatching.tck.law.SamplerCase;
import org.generatormatching.tck.law.SamplerLaws;
import org.generatormatching.tck.law.ScheduleLaws;
import org.generatormatching.tck.law.SpaceLaws;
import org.generatormatching.tck.law.StepLaws;
import org.generatormatching.tck.law.SuperpositionCase;
import org.generatormatching.tck.law.SuperpositionLaws;
import org.generatormatching.tck.law.TermCase;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;

/**
 * The correct subjects that mutants are made from: the smallest on which a change shows. Data lie
 * far from the source, so that conditional velocities hardly change sign and relative deviations
 * are those of the formulas.
 */
final class Originals {
  private Originals() {}

  /** x_t = t z + (1 - t) e on R^1. */
  static ConditionalPath gaussian() {
    return new AffineGaussianPath(Euclidean.of(1), Convex.condOt());
  }

  /** Points of R^1. */
  static Batch line(double... z) {
    return Batch.of(Euclidean.X, HostArray.of(DType.FLOAT32, z, z.length, 1));
  }

  /** A mixture path with kappa = t from uniform tokens. */
  static ConditionalPath tokens(int sites, int tokens) {
    return MixturePath.uniform(new Categorical(sites, tokens), new Linear());
  }

  /** Points whose sites all hold one token. */
  static Batch constant(int sites, long... tokens) {
    long[] v = new long[tokens.length * sites];
    for (int i = 0; i < v.length; i++) {
      v[i] = tokens[i / sites];
    }
    return Batch.of(Categorical.TOKENS, HostArray.of(v, tokens.length, sites));
  }

  static Subject<PathCase> gaussianPath() {
    return subject(
        "affine-gaussian@1 on R^1", () -> new PathCase(gaussian(), line(-2.5, 3)), PathLaws.ALL);
  }

  static Subject<PathCase> tokenPath() {
    return subject(
        "mixture@1 on 2 sites with 3 tokens",
        () -> new PathCase(tokens(2, 3), constant(2, 0, 2)),
        PathLaws.ALL);
  }

  /** dX = u dt by the velocity. */
  static Subject<TermCase> flow() {
    return term(
        "velocity@1 by flow@1", () -> onLine(GaussianHead.velocity(gaussian()), new Flow()));
  }

  /** dX = (z - X)/(1 - t) dt by the data point. */
  static Subject<TermCase> relaxing() {
    return term("x1@1 by flow@1", () -> onLine(GaussianHead.x1(gaussian()), new Flow()));
  }

  /** dX = score/2 dt + dW, which leaves p_t as it is. */
  static Subject<TermCase> langevin() {
    return term(
        "velocity@1 by diffusion@1",
        () -> onLine(GaussianHead.velocity(gaussian()), new Diffusion()));
  }

  /** The flow with a Langevin part whose noise depends on the point. */
  static Subject<TermCase> noisyFlow() {
    return term(
        "noisy flow by diffusion@1",
        () -> onLine(new NoisyFlowHead(gaussian(), 1), new Diffusion()));
  }

  private static TermCase onLine(Head head, GeneratorFamily family) {
    ConditionalPath path = gaussian();
    return term(path, line(-2.5, 3), head, family);
  }

  /** A chain on one site with two tokens: every jump goes to the data. */
  static Subject<TermCase> chain() {
    return chain("posterior@1 by ctmc@1 on a site with 2 tokens", tokens(1, 2), constant(1, 0, 1));
  }

  /** A chain on four sites with three tokens. */
  static Subject<TermCase> sites() {
    return chain("posterior@1 by ctmc@1 on 4 sites", tokens(4, 3), constant(4, 0, 2));
  }

  /** A chain whose path does not know its density, so that its equation is simulated. */
  static Subject<TermCase> simulatedChain() {
    Categorical space = new Categorical(1, 2);
    MixturePath known = MixturePath.uniform(space, new Linear());
    return chain(
        "posterior@1 by ctmc@1 without a density",
        new MixturePath(space, known.kappa(), known.source(), java.util.Optional.empty()),
        constant(1, 0, 1));
  }

  private static Subject<TermCase> chain(String name, ConditionalPath path, Batch data) {
    return term(name, () -> term(path, data, new PosteriorHead(path), new Ctmc()));
  }

  private static TermCase term(
      ConditionalPath path, Batch data, Head head, GeneratorFamily family) {
    return new TermCase(path, data, Term.of(head, family, family.steppers(path.space()).get(0)));
  }

  /** The bins of the jumps. */
  static Bins bins() {
    return new Bins(-4.0, 4.0, 64);
  }

  /** Jumps into bins that carry the Gaussian path. */
  static Subject<TermCase> jump() {
    return term(
        "gaussian-jump@1 by bin-jump@1",
        () -> onLine(new GaussianJumpHead(gaussian(), bins()), new BinJump(bins())));
  }

  /** Jumps into bins that leave the Gaussian path as it is. */
  static Subject<TermCase> metropolis() {
    return term(
        "metropolis-jump@1 by bin-jump@1",
        () -> onLine(new MetropolisJumpHead(gaussian(), bins()), new BinJump(bins())));
  }

  /** The diffusion that carries the Gaussian path backwards. */
  static Subject<TermCase> noising() {
    return term(
        "velocity@1 by noising-diffusion@1",
        () -> onLine(GaussianHead.velocity(gaussian()), new NoisingDiffusion()));
  }

  /**
   * The mixture path between walls at 0 and 1. Its data points are no nodes of the box's
   * quadrature: one that is would take the node's own mass with its atom's.
   */
  private static ConditionalPath walled() {
    return MixturePath.uniform(new Box(List.of(1), 0, 1, DType.FLOAT32), new Linear());
  }

  /** The reflected diffusion that carries it. */
  static Subject<TermCase> reflected() {
    return term(
        "variance@1 by reflected-diffusion@1",
        () ->
            term(
                walled(),
                line(0.3123, 0.9123),
                new VarianceHead(walled()),
                new ReflectedDiffusion()));
  }

  /** The jumps that carry it. */
  static Subject<TermCase> teleport() {
    return term(
        "mixture-jump@1 by bin-jump@1",
        () -> {
          MixtureJumpHead head = new MixtureJumpHead(walled(), 256);
          return term(walled(), line(0.3123, 0.9123), head, new BinJump(head.bins()));
        });
  }

  /** A flow and jumps of one path in parts of 0.3 and 0.7. */
  static Subject<SuperpositionCase> flowAndJump() {
    return superposition("a flow and jumps", flow(), jump());
  }

  /** Two flows of one path in parts of 0.3 and 0.7. */
  static Subject<SuperpositionCase> flows() {
    return superposition("two flows", flow(), relaxing());
  }

  /** A chain beside itself in parts of 0.3 and 0.7. */
  static Subject<SuperpositionCase> chains() {
    return superposition("two chains", chain(), chain());
  }

  private static Subject<SuperpositionCase> superposition(
      String name, Subject<TermCase> first, Subject<TermCase> second) {
    return subject(
        name,
        () -> {
          TermCase a = first.value().get();
          TermCase b = second.value().get();
          return new SuperpositionCase(
              a.path(),
              a.data(),
              List.of(
                  a.term().weighted(Weighting.constant(0.3)),
                  b.term().weighted(Weighting.constant(0.7))));
        },
        SuperpositionLaws.ALL);
  }

  /** The sampler on the flow of two points, weights 1/3 and 2/3. */
  static Subject<SamplerCase> sampledFlow() {
    return sampled("grid@1 simulates the flow", relaxing());
  }

  /** The sampler on a chain over two sites whose tokens agree in all data. */
  static Subject<SamplerCase> sampledChain() {
    return sampled(
        "grid@1 simulates a chain on 2 sites", chain("pairs", tokens(2, 2), constant(2, 0, 1)));
  }

  private static Subject<SamplerCase> sampled(String name, Subject<TermCase> term) {
    return subject(
        name, () -> new SamplerCase(new GridSampler(), term.value().get()), SamplerLaws.ALL);
  }

  /** R^d in FLOAT64. */
  static Subject<StateSpace> line(int d) {
    return space("R^" + d, () -> Euclidean.float64(d));
  }

  /** Two sites with three tokens. */
  static Subject<StateSpace> letters() {
    return space("2 sites with 3 tokens", () -> new Categorical(2, 3));
  }

  static Subject<StateSpace> circle() {
    return space("the circle", Circle::new);
  }

  private static Subject<StateSpace> space(String name, Supplier<StateSpace> value) {
    List<Law<StateSpace>> laws = new ArrayList<>(SpaceLaws.ALL);
    laws.addAll(GeometryLaws.ALL);
    return subject(name, value, laws);
  }

  static Subject<GaussianSchedule> cosine() {
    return subject("cosine@1", Cosine::new, ScheduleLaws.ALL);
  }

  static Subject<HeadCase> velocity() {
    return head("velocity@1", gaussian(), line(-1.2, 0.4, 1.5), GaussianHead.velocity(gaussian()));
  }

  static Subject<HeadCase> posterior() {
    ConditionalPath path = tokens(2, 3);
    return head("posterior@1", path, constant(2, 0, 2), new PosteriorHead(path));
  }

  static Subject<HeadCase> maskedPosterior() {
    ConditionalPath path = MixturePath.masked(new Categorical(2, 3), new Linear());
    return head("masked posterior@1", path, constant(2, 0, 1), new PosteriorHead(path));
  }

  private static Subject<HeadCase> head(String name, ConditionalPath path, Batch data, Head head) {
    return subject(name, () -> new HeadCase(path, data, head), HeadLaws.ALL);
  }

  static Subject<BregmanDivergence> squaredError() {
    return subject("squared-error@1", SquaredError::new, DivergenceLaws.ALL);
  }

  static Subject<BregmanDivergence> generalisedKl() {
    return subject("generalised-kl@1", GeneralisedKl::new, DivergenceLaws.ALL);
  }

  static Subject<BregmanDivergence> crossEntropy() {
    return subject("cross-entropy@1", CrossEntropy::new, DivergenceLaws.ALL);
  }

  static Subject<LossCase> velocityLoss() {
    return loss("velocity@1 by squared-error@1", velocity(), new SquaredError());
  }

  static Subject<LossCase> posteriorLoss() {
    return loss("posterior@1 by generalised-kl@1", posterior(), new GeneralisedKl());
  }

  private static Subject<LossCase> loss(
      String name, Subject<HeadCase> of, BregmanDivergence divergence) {
    return subject(
        name,
        () -> {
          HeadCase h = of.value().get();
          return new LossCase(h.path(), h.data(), h.head(), divergence);
        },
        ObjectiveLaws.ALL);
  }

  private static Subject<TermCase> term(String name, Supplier<TermCase> value) {
    List<Law<TermCase>> laws = new ArrayList<>(GeneratorLaws.ALL);
    laws.addAll(StepLaws.ALL);
    laws.addAll(JumpLaws.ALL);
    return subject(name, value, laws);
  }

  static <S> Subject<S> subject(String name, Supplier<S> value, List<Law<S>> laws) {
    return new Subject<>(name, Set.of(), value, laws);
  }
}
