package org.generatormatching.generators.toy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Context;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Head;
import org.generatormatching.api.Model;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.Quadrature;
import org.generatormatching.api.State;
import org.generatormatching.api.Term;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.MixturePath;
import org.generatormatching.api.schedule.Linear;
import org.generatormatching.generators.Ctmc;
import org.generatormatching.generators.PosteriorHead;
import org.generatormatching.generators.SquaredError;
import org.generatormatching.generators.TauLeap;
import org.generatormatching.generators.toy.parts.EnergySupervision;
import org.generatormatching.generators.toy.parts.EnergySupervision.Potential;
import org.generatormatching.generators.toy.parts.Ising;
import org.generatormatching.generators.toy.parts.MaskedBackward;
import org.generatormatching.spaces.Categorical;
import org.generatormatching.tck.oracle.ExactModel;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Gradients;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** (f) Learning from an energy: the Ising model on a small periodic square. */
class ToyFTest {
  private static final int MASK = 2;

  /** What a user writes. */
  private record Wiring(Ising ising, ConditionalPath path, Head head, List<Term> terms) {
    static Wiring of(int side, double beta) {
      Categorical space = new Categorical(side * side, MASK + 1);
      ConditionalPath path = MaskedBackward.of(MixturePath.masked(space, new Linear()));
      Head head = new PosteriorHead(path);
      Term term = Term.of(head, new Ctmc(), new TauLeap());
      return new Wiring(new Ising(space, side, beta, 0), path, head, List.of(term));
    }

    /** Weights softmax(-E) of points at t = 1. */
    EnergySupervision importance(int k) {
      return new EnergySupervision(path, (x, r) -> ising.energy(x).neg(), 1, k);
    }

    /** Weights softmax(phi_r) of points at t + .2. */
    EnergySupervision bootstrapped(Potential phi, int k) {
      return new EnergySupervision(path, phi, 0.2, k);
    }

    /** A model without a network: the mean over the evidence of a supervision. */
    Model estimated(EnergySupervision supervision) {
      return (x, t, c) -> {
        Evidence e = supervision.evidence(Rng.root().fork("estimate"), x, t);
        return h -> Prediction.of(h.targetOf(e, t).dense().orElseThrow());
      };
    }
  }

  private final Wiring w = Wiring.of(3, 0.4);
  private final Batch all = new Categorical(9, MASK).quadrature().orElseThrow().points();
  private final double[] weights = boltzmann(w, all);
  private final State xt =
      State.of(
          "tokens",
          Tensor.of(
              HostArray.of(
                  new long[] {1, 2, 2, 0, 2, 1, 1, 2, 1, 0, 0, 2, 1, 1, 2, 2, 1, 2}, 2, 9)));
  private final Times half = Times.at(0.5, 2);
  private final double[] exact = posterior(new ExactModel(w.path, all, weights));

  private static double[] boltzmann(Wiring w, Batch points) {
    Tensor e = w.ising.energy(Exact.state(points));
    return Reference.eval(e.neg().softmax(0)).doubles();
  }

  private double[] posterior(Model model) {
    Tensor p = model.at(xt, half, Context.none()).of(w.head).value().get("p");
    return Reference.eval(List.of(p), 1, Map.of(), new NoiseKey(4, 0, 0)).get(0).doubles();
  }

  /** log of the sum of p_{r|1}(x | x_1) e^-E(x_1): the potential that a network would learn. */
  private static Potential phi(Wiring w, Batch points) {
    Tensor e = w.ising.energy(Exact.state(points));
    return (x, r) -> {
      long k = points.size();
      var density = w.path.require(PathTrait.Density.class, "phi");
      Tensor log =
          density.logDensity(x.repeatRows(k), Exact.tiled(points, x.rows()), r.repeatRows(k));
      return log.reshape(x.rows(), k).minus(e).logSumExp(1);
    };
  }

  @Test
  void energyHasTheKnownPartitionFunction() {
    Tensor e = w.ising.energy(Exact.state(all));
    assertThat(Reference.eval(e.neg().logSumExp(0)).item()).isCloseTo(8.456456374, within(1e-8));
    Tensor mean = e.times(Tensor.of(HostArray.of(weights))).sum().div(0.4);
    assertThat(Reference.eval(mean).item()).isCloseTo(-13.159101763, within(1e-8));
  }

  @Test
  void generatorSolvesTheForwardEquation() {
    Wiring small = Wiring.of(2, 0.3);
    Batch points = new Categorical(4, MASK).quadrature().orElseThrow().points();
    double[] law = boltzmann(small, points);
    Quadrature q = small.path.space().quadrature().orElseThrow();
    Model model = new ExactModel(small.path, points, law);
    List<Term> fast = Draws.faster(small.terms, 1.02);
    assertThat(Exact.marginal(small.path, points, law, model, q, small.terms, 0.4))
        .isLessThan(1e-8);
    assertThat(Exact.marginal(small.path, points, law, model, q, fast, 0.4)).isGreaterThan(1e-3);
  }

  /** The error falls as 1/sqrt(K): .1 is expected from K = 500 to 50000, .4 allowed. */
  @Test
  void importanceSamplingConverges() {
    double few = rms(posterior(w.estimated(w.importance(500))));
    double many = rms(posterior(w.estimated(w.importance(50_000))));
    assertThat(many).isLessThan(0.006);
    assertThat(many / few).isLessThan(0.4);
    EnergySupervision upside = new EnergySupervision(w.path, (x, r) -> w.ising.energy(x), 1, 5000);
    assertThat(rms(posterior(w.estimated(upside)))).isGreaterThan(0.1);
  }

  private double rms(double[] p) {
    double s = 0;
    for (int i = 0; i < p.length; i++) {
      s += (p[i] - exact[i]) * (p[i] - exact[i]) / p.length;
    }
    return Math.sqrt(s);
  }

  /** Nearly equal weights: error .5 / sqrt(K) = .016. */
  @Test
  void bootstrappingNeedsFewerPoints() {
    Potential phi = phi(w, all);
    assertThat(rms(posterior(w.estimated(w.bootstrapped(phi, 1000))))).isLessThan(0.05);
    Tensor estimate =
        w.bootstrapped(phi, 1000).estimate(Rng.root(), xt, half).minus(phi.at(xt, half)).abs();
    double[] error =
        Reference.eval(List.of(estimate), 1, Map.of(), new NoiseKey(8, 0, 0)).get(0).doubles();
    assertThat(Arrays.stream(error).max().orElseThrow()).isLessThan(0.1);
  }

  /** All 81 later points of each row with their probabilities: equal to rounding. */
  @Test
  void enumeratedBootstrapIsExact() {
    State later = later();
    int k = 81;
    Times r = Times.at(0.7, 2L * k);
    Tensor log = logLater(later, 0.5 / 0.7).plus(phi(w, all).at(later, r)).reshape(2, k);
    Tensor back = log.logSumExp(1).minus(phi(w, all).at(xt, half)).abs().amax();
    assertThat(Reference.eval(back).item()).as("phi_t = log sum p_{t|r} e^phi_r").isLessThan(1e-12);
    assertThat(enumerated(later, r, log)).isLessThan(1e-12);
    Tensor blind = logLater(later, 0.5 / 0.7).reshape(2, k);
    assertThat(enumerated(later, r, blind)).as("without phi").isGreaterThan(0.05);
    Times wrong = Times.at(0.714, 2L * k);
    assertThat(enumerated(later, wrong, log)).as("r 2 % off").isGreaterThan(0.005);
  }

  private double enumerated(State later, Times r, Tensor log) {
    Drawn drawn = new Drawn(xt.repeatRows(81), State.empty());
    Evidence e = new Evidence(later, r, drawn, Optional.of(log.softmax(1)));
    Tensor p = w.head.targetOf(e, half).dense().orElseThrow().get("p");
    double[] v = Reference.eval(p).doubles();
    double worst = 0;
    for (int i = 0; i < v.length; i++) {
      worst = Math.max(worst, Math.abs(v[i] - exact[i]));
    }
    return worst;
  }

  /** Each of the 4 masked sites holds a mask or one of two tokens. */
  private State later() {
    long[] now = Reference.eval(xt.get("tokens")).longs();
    long[] x = new long[2 * 81 * 9];
    for (int b = 0; b < 2; b++) {
      for (int i = 0; i < 81; i++) {
        for (int l = 0, code = i; l < 9; l++) {
          boolean masked = now[b * 9 + l] == MASK;
          x[(b * 81 + i) * 9 + l] = masked ? code % 3 : now[b * 9 + l];
          code = masked ? code / 3 : code;
        }
      }
    }
    return State.of("tokens", Tensor.of(HostArray.of(x, 2 * 81, 9)));
  }

  /** log p_{t|r}(x_t | x_r): a token stays with probability rho, else it is masked. */
  private Tensor logLater(State later, double rho) {
    Tensor now = xt.get("tokens").repeatRows(81);
    Tensor shown = now.eq(MASK).not().cast(DType.FLOAT64).times(Math.log(rho));
    Tensor hidden = now.eq(MASK).and(later.get("tokens").eq(MASK).not());
    return shown.plus(hidden.cast(DType.FLOAT64).times(Math.log(1 - rho))).sum(1);
  }

  /**
   * The slope of the squared error along logits at the exact posterior, over its standard error, n
   * = 3000: normal, above 5 with probability 6e-7.
   */
  @Test
  void bootstrappedLossIsLeastAtTheExactPosterior() {
    assertThat(slope(0)).isLessThan(5);
    assertThat(slope(0.2)).isGreaterThan(8);
  }

  private static double slope(double off) {
    Wiring small = Wiring.of(2, 0.3);
    int n = 3000;
    Batch points = new Categorical(4, MASK).quadrature().orElseThrow().points();
    double[] law = boltzmann(small, points);
    int[] rows = Draws.rows(law, n, HostRng.of(8));
    EnergySupervision supervision = small.bootstrapped(phi(small, points), 16);
    var e = supervision.draw(Rng.root(), Exact.state(points.rows(rows)), Times.at(0.5, n));
    double[] all = new double[n];
    Arrays.fill(all, off);
    Tensor eps = Tensor.of(HostArray.of(all, n));
    Tensor log =
        new ExactModel(small.path, points, law)
            .at(e.xt(), e.t(), Context.none())
            .of(small.head)
            .log()
            .get("p");
    Tensor direction = Tensor.of(HostArray.of(new double[] {1, -1, 0}));
    State raw = State.of("logits", log.plus(direction.times(eps.reshape(n, 1, 1))));
    Prediction b = small.head.predict(raw, e.xt(), e.t());
    Tensor loss =
        new SquaredError().evaluate(small.head.targetOf(e.evidence(), e.t()), b, e.xt(), e.t());
    Tensor slope = Gradients.of(loss.sum(), eps);
    double[] v =
        Reference.eval(List.of(slope), 1, Map.of(), new NoiseKey(3, 0, 0)).get(0).doubles();
    double mean = Arrays.stream(v).average().orElseThrow();
    double square = Arrays.stream(v).map(s -> (s - mean) * (s - mean)).sum() / n;
    return Math.abs(mean) / Math.sqrt(square / n);
  }

  /**
   * The mean energy within .6: 5 standard errors of .1 at n = 4000, and .1 for 48 steps; a single
   * step makes spins independent.
   */
  @Test
  void simulationHasTheEnergyOfTheLaw() {
    Model fast = masked();
    assertThat(rms(posterior(fast))).isLessThan(1e-12);
    assertThat(energy(w, fast, 4000, 48)).isCloseTo(-13.1591, within(0.6));
    assertThat(energy(w, fast, 1000, 1)).isGreaterThan(-8);
  }

  /** At beta = .2 few points suffice: 5 standard errors of .34 at n = 300, and a bias O(1/K). */
  @Test
  void simulationWithoutANetwork() {
    Wiring hot = Wiring.of(3, 0.2);
    Model model = hot.estimated(hot.importance(300));
    assertThat(energy(hot, model, 300, 12)).isCloseTo(-4.8429, within(2.0));
    EnergySupervision flat = new EnergySupervision(hot.path, (x, r) -> x0(x), 1, 300);
    assertThat(energy(hot, hot.estimated(flat), 300, 12)).isGreaterThan(-2.5);
  }

  private static Tensor x0(State x) {
    return x.get("tokens").cast(DType.FLOAT64).sum(1).times(0);
  }

  private static double energy(Wiring w, Model model, int n, int steps) {
    Batch x = Draws.sample(w.path, model, w.terms, n, TimeGrid.uniform(steps), 2);
    Tensor e = w.ising.energy(Exact.state(x)).mean().div(w.ising.beta());
    return Reference.eval(e).item();
  }

  /** The exact posterior of masked sites by two matrix products; it does not depend on time. */
  private Model masked() {
    Tensor points = Tensor.of(all.get("tokens")).oneHot(MASK + 1, DType.FLOAT64).reshape(512, 27);
    Tensor boltzmann = Tensor.of(HostArray.of(weights));
    return (x, t, c) -> {
      long rows = x.rows();
      Tensor tokens = x.get("tokens");
      Tensor shown = tokens.eq(MASK).not().cast(DType.FLOAT64).sumKeep(1);
      Tensor agree = tokens.oneHot(MASK + 1, DType.FLOAT64).reshape(rows, 27).matmul(points.mT());
      Tensor mass = agree.eq(shown).cast(DType.FLOAT64).times(boltzmann);
      Tensor p = mass.div(mass.sumKeep(1)).matmul(points).reshape(rows, 9, MASK + 1);
      return head -> Prediction.of(State.of("p", p));
    };
  }
}
