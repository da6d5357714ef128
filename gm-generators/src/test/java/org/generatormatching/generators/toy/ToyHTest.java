package org.generatormatching.generators.toy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Context;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Factor;
import org.generatormatching.api.FactorizedModel;
import org.generatormatching.api.Head;
import org.generatormatching.api.HeadLoss;
import org.generatormatching.api.Lifted;
import org.generatormatching.api.Model;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.Predictions;
import org.generatormatching.api.State;
import org.generatormatching.api.Term;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.path.MixturePath;
import org.generatormatching.api.path.ProductPath;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.api.schedule.Linear;
import org.generatormatching.generators.Ctmc;
import org.generatormatching.generators.Flow;
import org.generatormatching.generators.GaussianHead;
import org.generatormatching.generators.ModelLoss;
import org.generatormatching.generators.PosteriorHead;
import org.generatormatching.generators.SquaredError;
import org.generatormatching.generators.kit.LossSlope;
import org.generatormatching.generators.toy.parts.EnergySupervision;
import org.generatormatching.generators.toy.parts.EnergySupervision.Potential;
import org.generatormatching.generators.toy.parts.GaussianBackward;
import org.generatormatching.generators.toy.parts.MaskedBackward;
import org.generatormatching.spaces.Categorical;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.spaces.ProductSpace;
import org.generatormatching.tck.oracle.ExactModel;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;
import org.junit.jupiter.api.Test;

/**
 * (h) One energy for a token d and a real y, E = (y - m(d))^2 / (2 s^2) + .7 d with m = -1, 1 and s
 * = .3: one set of weights teaches both heads.
 */
class ToyHTest {
  private static final double S2 = 0.09;
  private static final double FIELD = 0.7;
  private static final double DATA_ONE = Math.exp(-FIELD) / (1 + Math.exp(-FIELD));

  /** What a user writes. */
  private record Wiring(
      ConditionalPath path, Head token, Head real, List<Term> terms, List<Factor> factors) {
    static Wiring of() {
      Categorical two = new Categorical(1, 3);
      Euclidean line = Euclidean.float64(1);
      ConditionalPath pathD = MaskedBackward.of(MixturePath.masked(two, new Linear()));
      ConditionalPath pathY = GaussianBackward.of(new AffineGaussianPath(line, Convex.condOt()));
      Head headD = new PosteriorHead(pathD);
      Head headY = GaussianHead.x1(pathY);
      Flow flow = new Flow();
      Ctmc ctmc = new Ctmc();
      Term termY = Lifted.term("y", Term.of(headY, flow, flow.stepper(line, "heun@1")));
      Term termD = Lifted.term("d", Term.of(headD, ctmc, ctmc.stepper(two, "tau-leap@1")));
      ProductSpace space = new ProductSpace(named(two, line));
      SquaredError square = new SquaredError();
      return new Wiring(
          new ProductPath(space, named(pathD, pathY)),
          termD.head(),
          termY.head(),
          List.of(termY, termD),
          List.of(
              new Factor("d", two, pathD, List.of(new HeadLoss(headD, square, 1))),
              new Factor("y", line, pathY, List.of(new HeadLoss(headY, square, 1)))));
    }

    private static <T> Map<String, T> named(T d, T y) {
      Map<String, T> m = new LinkedHashMap<>();
      m.put("d", d);
      m.put("y", y);
      return m;
    }

    EnergySupervision importance(int k) {
      return new EnergySupervision(path, (x, r) -> minusEnergy(x), 1, k);
    }

    EnergySupervision bootstrapped(int k) {
      return new EnergySupervision(path, ToyHTest::phi, 0.2, k);
    }
  }

  private static Tensor minusEnergy(State x) {
    Tensor d = x.get("d.tokens").cast(DType.FLOAT64).squeeze(1);
    Tensor y = x.get("y.x").squeeze(1);
    Tensor gap = y.minus(d.times(2).minus(1));
    return gap.square().times(-0.5 / S2).minus(d.times(FIELD));
  }

  /**
   * log of the integral of p_{r|1}(x | x_1) e^-E(x_1) over x_1 in closed form: per token a normal
   * law of variance r^2 s^2 + (1 - r)^2 about r m.
   */
  private static Tensor phi(State x, Times r) {
    Tensor zero = branch(x, r, 0);
    Tensor one = branch(x, r, 1);
    Tensor d = x.get("d.tokens").squeeze(1);
    Tensor shown = d.eq(0).where(zero, one).plus(r.factor("d").t().log());
    Tensor hidden = Tensor.stack(1, zero, one).logSumExp(1).plus(r.factor("d").oneMinusT().log());
    return d.eq(2).where(hidden, shown);
  }

  /** log of e^-.7d times the integral over y_1. */
  private static Tensor branch(State x, Times r, int d) {
    Tensor t = r.factor("y").t();
    Tensor variance = t.square().times(S2).plus(r.factor("y").oneMinusT().square());
    Tensor gap = x.get("y.x").squeeze(1).minus(t.times(2 * d - 1));
    Tensor log = gap.square().div(variance).plus(variance.log()).times(-0.5);
    return log.plus(Math.log(S2) / 2 - FIELD * d);
  }

  /** The exact heads: weights of both tokens, and the mean of y_1 given each. */
  private static Model exact(Wiring w, Tensor off) {
    return (x, t, c) -> {
      Tensor d = x.get("d.tokens").squeeze(1);
      Tensor logs = Tensor.stack(1, branch(x, t, 0), branch(x, t, 1)).logSoftmax(1);
      Tensor allowed = d.eq(2).unsqueeze(1).or(d.unsqueeze(1).eq(Tensor.iota(2)));
      Tensor p = allowed.where(logs, logs.like(-1e30)).softmax(1);
      Tensor ty = t.factor("y").t();
      Tensor variance = ty.square().times(S2).plus(t.factor("y").oneMinusT().square());
      Tensor y = x.get("y.x");
      Tensor gain = ty.times(S2).div(variance).unsqueeze(1);
      Tensor m = Tensor.of(HostArray.of(new double[] {-1, 1}));
      Tensor each = y.minus(m.times(ty.unsqueeze(1))).times(gain).plus(m);
      Tensor mean = p.times(each).sumKeep(1).plus(off);
      Tensor three = p.plus(off.times(m)).pad(1, 0, 1).unsqueeze(1);
      return h -> Prediction.of(h.equals(w.token) ? State.of("p", three) : State.of("x", mean));
    };
  }

  private static final Tensor NONE = Tensor.full(0, DType.FLOAT64, Shape.of(1, 1));

  private final Wiring w = Wiring.of();
  private final State xt =
      State.of("d.tokens", Tensor.of(HostArray.of(new long[] {2, 2, 1}, 3, 1)))
          .with("y.x", Tensor.of(HostArray.of(new double[] {0.1, -0.3, 0.4}, 3, 1)));
  private final Times times = Times.at(0.5, 3).with("y", Times.at(0.4, 3));

  private double[] values(Model model) {
    var seen = model.at(xt, times, Context.none());
    Tensor p = seen.of(w.token).value().get("p").reshape(9);
    Tensor y = seen.of(w.real).value().get("x").reshape(3);
    Tensor both = Tensor.concat(0, p, y);
    return Reference.eval(List.of(both), 1, Map.of(), new NoiseKey(6, 0, 0)).get(0).doubles();
  }

  private Model of(EnergySupervision supervision) {
    return (x, t, c) -> of(supervision.evidence(Rng.root().fork("estimate"), x, t), t);
  }

  private static Predictions of(Evidence e, Times t) {
    return h -> Prediction.of(h.targetOf(e, t).dense().orElseThrow());
  }

  private double error(Model model) {
    double[] a = values(model);
    double[] b = values(exact(w, NONE));
    double worst = 0;
    for (int i = 0; i < a.length; i++) {
      worst = Math.max(worst, Math.abs(a[i] - b[i]));
    }
    return worst;
  }

  /** Nodes in y_1 for both tokens: the product path's density, explanation and posterior. */
  @Test
  void closedFormIsTheExactModelOfTheEnergy() {
    Batch nodes = nodes(601);
    double[] weights = Reference.eval(minusEnergy(Exact.state(nodes)).softmax(0)).doubles();
    assertThat(error(new ExactModel(w.path, nodes, weights))).isLessThan(1e-9);
  }

  private static Batch nodes(int side) {
    double[] y = new double[2 * side];
    long[] d = new long[2 * side];
    for (int i = 0; i < y.length; i++) {
      d[i] = i % 2;
      int node = i / 2;
      y[i] = -4 + 8.0 * node / (side - 1);
    }
    return Batch.of("d.tokens", HostArray.of(d, y.length, 1))
        .with("y.x", HostArray.of(y, y.length, 1));
  }

  /** K = 40000 of which a third counts: error .5 / sqrt(K / 3) = .004. */
  @Test
  void sharedWeightsTeachBothHeads() {
    assertThat(error(of(w.importance(40_000)))).isLessThan(0.02);
    Potential own = (x, r) -> x.get("d.tokens").cast(DType.FLOAT64).squeeze(1).times(-FIELD);
    EnergySupervision alone = new EnergySupervision(w.path, own, 1, 40_000);
    assertThat(error(of(alone))).as("weights of the token alone").isGreaterThan(0.1);
    assertThat(estimate(w.importance(40_000))).isLessThan(0.03);
  }

  @Test
  void bootstrappingAgrees() {
    assertThat(error(of(w.bootstrapped(4000)))).isLessThan(0.1);
    assertThat(estimate(w.bootstrapped(4000))).isLessThan(0.03);
  }

  /** log of the mean of e^phi_r plus log Z, against phi_t. */
  private double estimate(EnergySupervision s) {
    Tensor gap = s.estimate(Rng.root(), xt, times).minus(phi(xt, times)).abs().amax();
    return Reference.eval(List.of(gap), 1, Map.of(), new NoiseKey(7, 0, 0)).get(0).item();
  }

  /** x_r on nodes, weighted by p_{t|r} e^phi_r: both heads' targets at r < 1 are exact. */
  @Test
  void enumeratedBootstrapIsExact() {
    assertThat(error(enumerated(1))).isLessThan(1e-9);
    assertThat(error(enumerated(1.02))).as("r 2 % late").isGreaterThan(0.003);
  }

  private Model enumerated(double late) {
    int side = 1201;
    long k = 3L * side;
    long[] d = new long[(int) k];
    double[] y = new double[(int) k];
    for (int i = 0; i < k; i++) {
      d[i] = i % 3;
      int node = i / 3;
      y[i] = -8 + 16.0 * node / (side - 1);
    }
    Batch nodes = Batch.of("d.tokens", HostArray.of(d, k, 1)).with("y.x", HostArray.of(y, k, 1));
    State later = Exact.tiled(nodes, 3);
    Times r = Times.at(0.7, 3 * k).with("y", Times.at(0.6, 3 * k));
    Tensor log = logLater(xt.repeatRows(k), later).plus(phi(later, r)).reshape(3, k);
    Times at = Times.at(0.7 * late, 3 * k).with("y", Times.at(0.6 * late, 3 * k));
    Drawn drawn = new Drawn(xt.repeatRows(k), later);
    Evidence e = new Evidence(later, at, drawn, Optional.of(log.softmax(1)));
    return (x, t, c) -> of(e, t);
  }

  /** log p_{t|r}(x_t | x_r) from (.7, .6) to (.5, .4). */
  private static Tensor logLater(State x, State later) {
    Tensor now = x.get("d.tokens").squeeze(1);
    Tensor then = later.get("d.tokens").squeeze(1);
    Tensor never = now.eq(then).or(now.eq(2)).not();
    Tensor kept = gap(x, later).like(0.5 / 0.7);
    Tensor rho = now.eq(2).where(kept.rsub(1), kept);
    Tensor token = then.eq(2).where(rho.like(0), rho.log());
    double variance = 0.36 - 0.16 * 4 / 9;
    Tensor real = gap(x, later).square().times(-0.5 / variance);
    return never.where(token.like(Double.NEGATIVE_INFINITY), token).plus(real);
  }

  /** y_t - (alpha_t / alpha_r) y_r. */
  private static Tensor gap(State x, State later) {
    return x.get("y.x").minus(later.get("y.x").times(0.4 / 0.6)).squeeze(1);
  }

  /** One supervision for both losses; z of the slope, |z| < 5 with false alarm 6e-7. */
  @Test
  void jointLossIsLeastAtTheExactHeads() {
    assertThat(Math.abs(slope(0))).isLessThan(5);
    assertThat(Math.abs(slope(0.1))).isGreaterThan(8);
  }

  private double slope(double off) {
    int n = 3000;
    HostRng rng = HostRng.of(2);
    long[] d = new long[n];
    double[] y = new double[n];
    Arrays.setAll(d, i -> rng.uniform() < DATA_ONE ? 1 : 0);
    Arrays.setAll(y, i -> 2 * d[i] - 1 + 0.3 * rng.normal());
    Batch data = Batch.of("d.tokens", HostArray.of(d, n, 1)).with("y.x", HostArray.of(y, n, 1));
    FactorizedModel factors = new FactorizedModel(w.factors, w.bootstrapped(32));
    return LossSlope.of(
        eps -> {
          Model model = exact(w, eps.plus(off).unsqueeze(1));
          return new ModelLoss(factors, model, (r, rows) -> Times.at(0.5, rows));
        },
        data,
        3);
  }

  /** 5 standard errors at n = 2000: .053 for the token, .034 + .02 for y given it. */
  @Test
  void simulationHasTheJointLaw() {
    Batch x = Draws.sample(w.path, exact(w, NONE), w.terms, 2000, TimeGrid.uniform(32), 4);
    long[] d = x.get("d.tokens").longs();
    double[] y = x.get("y.x").doubles();
    double ones = 0;
    double signed = 0;
    for (int i = 0; i < d.length; i++) {
      ones += (double) d[i] / d.length;
      signed += y[i] * (2 * d[i] - 1) / d.length;
    }
    assertThat(ones).isCloseTo(DATA_ONE, within(0.055));
    assertThat(signed).isCloseTo(1, within(0.06));
    List<Term> late = new ArrayList<>(w.terms);
    late.set(1, w.terms.get(1).weighted(t -> 0.0));
    Batch masked = Draws.sample(w.path, exact(w, NONE), late, 500, TimeGrid.uniform(8), 4);
    assertThat(Arrays.stream(masked.get("d.tokens").longs()).filter(v -> v == 2).count())
        .as("a token that never jumps stays masked")
        .isEqualTo(500);
    assertThat(w.path.trait(PathTrait.Backward.class)).isPresent();
  }
}
