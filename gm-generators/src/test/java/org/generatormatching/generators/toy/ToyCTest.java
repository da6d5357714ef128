package org.generatormatching.generators.toy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.generatormatching.api.Batch;
import org.generatormatching.api.BregmanDivergence;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Head;
import org.generatormatching.api.HeadLoss;
import org.generatormatching.api.Model;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.Quadrature;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Term;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.path.MixturePath;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.api.schedule.Power;
import org.generatormatching.generators.CrossEntropy;
import org.generatormatching.generators.Flow;
import org.generatormatching.generators.GaussianHead;
import org.generatormatching.generators.GeneralisedKl;
import org.generatormatching.generators.SquaredError;
import org.generatormatching.generators.toy.parts.MixtureJumpHead;
import org.generatormatching.generators.toy.parts.TableJump;
import org.generatormatching.plugins.jump.BinJump;
import org.generatormatching.plugins.jump.Bins;
import org.generatormatching.plugins.jump.GaussianJumpHead;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.tck.oracle.ExactModel;
import org.generatormatching.tck.oracle.Statistics;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** (c) Jumps in closed form on R and R^2, superposed with the flow, and on the mixture path. */
class ToyCTest {
  private static final double[] WEIGHTS = {0.1, 0.3, 0.2, 0.25, 0.15};
  private static final double[] LINE = {-0.9, 0.1, 0.5, 0.9, 1.6};
  private static final double[] PLANE = {-1, -0.8, 1, 0.8, 0.2, 0.3, -0.9, -1, 0.7, 0.9};
  private static final TimeGrid TO_POINT_NINE =
      new TimeGrid(
          IntStream.rangeClosed(0, 24).mapToObj(i -> 1 - Math.pow(0.1, i / 24.0)).toList());

  /** What a user writes for flow and jump on the Gaussian path. */
  private record Gaussian(
      ConditionalPath path, Batch data, Head jumpHead, Term flow, Term jump, Model model) {
    static Gaussian of(int d, double[] points, int bins) {
      Euclidean space = Euclidean.float64(d);
      ConditionalPath path = new AffineGaussianPath(space, Convex.condOt());
      Bins table = new Bins(-1.9, 2.3, bins);
      Head head = new GaussianJumpHead(path, table);
      BinJump jump = new BinJump(table);
      Flow flow = new Flow();
      Batch data = Batch.of("x", HostArray.of(points, points.length / d, d));
      return new Gaussian(
          path,
          data,
          head,
          Term.of(GaussianHead.x1(path), flow, flow.stepper(space, "heun@1")),
          Term.of(head, jump, jump.stepper(space, "bin-leap@1")),
          new ExactModel(path, data, WEIGHTS));
    }

    List<Term> superposed(double flowWeight, double jumpWeight) {
      return List.of(flow.weighted(t -> flowWeight), jump.weighted(t -> jumpWeight));
    }
  }

  /** What a user writes for jumps to the data on the mixture path. */
  private record Mixture(
      ConditionalPath path, Batch data, Head head, List<Term> terms, Model model) {
    static Mixture of() {
      Euclidean space = Euclidean.float64(1);
      ConditionalPath path =
          new MixturePath(
              space, new Power(2), space.reference(), Optional.of(ToyCTest::standardNormal));
      Batch data = Batch.of("x", HostArray.of(LINE, LINE.length, 1));
      Head head = new MixtureJumpHead(path, data);
      TableJump jump = new TableJump(data);
      Term term = Term.of(head, jump, jump.stepper(space, "table-leap@1"));
      return new Mixture(path, data, head, List.of(term), new ExactModel(path, data, WEIGHTS));
    }
  }

  private static State standardNormal(State x) {
    Tensor v = x.get("x").squeeze(1);
    return State.of(MixturePath.LOG, v.square().times(-0.5).minus(Math.log(2 * Math.PI) / 2));
  }

  private final Gaussian line = Gaussian.of(1, LINE, 60);
  private final Quadrature nodes = Euclidean.float64(1).box(6, 1201);

  /** The declared error of the bins is .4 width^2 relative to the action: .002 for width .07. */
  @Test
  void jumpSolvesTheForwardEquationUpToItsBins() {
    Batch z = line.data.rows(4, 5);
    List<Term> jump = List.of(line.jump);
    double fine = Exact.conditional(line.path, z, nodes, jump, 0.4);
    assertThat(fine).isLessThan(0.002);
    assertThat(Exact.conditional(line.path, z, nodes, Draws.faster(jump, 1.02), 0.4))
        .isGreaterThan(0.006);
    List<Term> wide = List.of(Gaussian.of(1, LINE, 30).jump);
    double coarse = Exact.conditional(line.path, z, nodes, wide, 0.4);
    assertThat(coarse / fine).as("second order in the width").isBetween(3.0, 5.5);
  }

  @Test
  void superpositionSolvesTheForwardEquation() {
    assertThat(marginal(line.superposed(0.6, 0.4))).isLessThan(0.002);
    assertThat(marginal(line.superposed(0.6, 0.38))).isGreaterThan(0.005);
    assertThat(marginal(line.superposed(0, 1))).isLessThan(0.002);
    assertThat(marginal(line.superposed(1, 0))).isLessThan(1e-6);
  }

  private double marginal(List<Term> terms) {
    return Exact.marginal(line.path, line.data, WEIGHTS, line.model, nodes, terms, 0.4);
  }

  /** Dependent coordinates, each with its own gate. */
  @Test
  void planeSolvesTheForwardEquation() {
    Gaussian plane = Gaussian.of(2, PLANE, 42);
    Quadrature square = Euclidean.float64(2).box(4.2, 57);
    List<Term> both = plane.superposed(0.5, 0.5);
    double right = Exact.marginal(plane.path, plane.data, WEIGHTS, plane.model, square, both, 0.4);
    List<Term> fast = Draws.faster(both, 1.02);
    double wrong = Exact.marginal(plane.path, plane.data, WEIGHTS, plane.model, square, fast, 0.4);
    assertThat(right).isLessThan(0.004);
    assertThat(wrong).isGreaterThan(0.01);
  }

  @Test
  void lossIsLeastAtTheExactRates() {
    assertThat(minimum(0)).isLessThan(1e-9);
    assertThat(minimum(0.02)).isGreaterThan(0.015);
  }

  private double minimum(double off) {
    HeadLoss loss = new HeadLoss(line.jumpHead, new GeneralisedKl(), 1);
    return minimum(
        line.path,
        line.data,
        loss,
        eps -> (x, t, c) -> h -> Prediction.exp(tilted(line.model.at(x, t, c).of(h).log(), eps)),
        off);
  }

  private static double minimum(
      ConditionalPath path, Batch data, HeadLoss loss, Function<Tensor, Model> models, double off) {
    Quadrature q = Euclidean.float64(1).box(4, 80);
    return Exact.minimum(path, data, WEIGHTS, q, loss, eps -> models.apply(eps.plus(off)), 0.5);
  }

  /** log b plus eps, and on one half of the entries twice of it. */
  private static State tilted(State log, Tensor eps) {
    return log.map(
        l -> {
          double[] slope = new double[(int) l.shape().dim(-1)];
          Arrays.setAll(slope, j -> 2.0 * j < slope.length ? 1 : 2);
          return l.plus(Tensor.of(HostArray.of(slope)).times(eps));
        });
  }

  /**
   * Kolmogorov-Smirnov at n = 1000: 2.4 / sqrt(n) = .076 has false alarm 2e-5; 24 steps to t = .9
   * add about .01.
   */
  @Test
  void simulationFollowsTheLaw() {
    for (double jump : new double[] {0.5, 1}) {
      assertThat(distance(1 - jump, jump)).as("jump weight %s", jump).isLessThan(0.09);
    }
    assertThat(distance(0.25, 0.25)).as("weights sum to one half").isGreaterThan(0.12);
  }

  private double distance(double flowWeight, double jumpWeight) {
    List<Term> terms = line.superposed(flowWeight, jumpWeight);
    double[] x =
        Draws.sample(line.path, line.model, terms, 1000, TO_POINT_NINE, 9).get("x").doubles();
    return Statistics.ks(x, ToyCTest::distribution);
  }

  /** The distribution function at t = .9. */
  private static double distribution(double y) {
    double f = 0;
    for (int k = 0; k < LINE.length; k++) {
      f += WEIGHTS[k] * Statistics.normalCdf((y - 0.9 * LINE[k]) / 0.1);
    }
    return f;
  }

  /** E x_1 x_2 at t = .9 is .81 E z_1 z_2; 5 standard errors at n = 1000 are .1. */
  @Test
  void simulationInThePlaneKeepsDependence() {
    Gaussian plane = Gaussian.of(2, PLANE, 42);
    List<Term> both = plane.superposed(0.5, 0.5);
    Batch x = Draws.sample(plane.path, plane.model, both, 1000, TO_POINT_NINE, 4);
    double[] v = x.get("x").doubles();
    double mean = 0;
    for (int i = 0; i < x.size(); i++) {
      mean += v[2 * i] * v[2 * i + 1] / x.size();
    }
    double exact = 0;
    double apart = 0;
    for (int k = 0; k < WEIGHTS.length; k++) {
      exact += 0.81 * WEIGHTS[k] * PLANE[2 * k] * PLANE[2 * k + 1];
      for (int l = 0; l < WEIGHTS.length; l++) {
        apart += 0.81 * WEIGHTS[k] * WEIGHTS[l] * PLANE[2 * k] * PLANE[2 * l + 1];
      }
    }
    assertThat(Math.abs(mean - exact)).isLessThan(0.1);
    assertThat(Math.abs(mean - apart)).as("independent coordinates").isGreaterThan(0.1);
  }

  /** Nodes for the density and for the atoms: exact. */
  @Test
  void pointMassTargetSolvesTheForwardEquation() {
    Mixture m = Mixture.of();
    List<Term> fast = Draws.faster(m.terms, 1.02);
    Batch z = m.data.rows(2, 3);
    Quadrature one = withAtoms(nodes, z);
    assertThat(Exact.conditional(m.path, z, one, m.terms, 0.4)).isLessThan(1e-6);
    assertThat(Exact.conditional(m.path, z, one, fast, 0.4)).isGreaterThan(0.01);
    Quadrature q = withAtoms(nodes, m.data);
    assertThat(Exact.marginal(m.path, m.data, WEIGHTS, m.model, q, m.terms, 0.4)).isLessThan(1e-6);
    assertThat(Exact.marginal(m.path, m.data, WEIGHTS, m.model, q, fast, 0.4)).isGreaterThan(0.01);
  }

  @Test
  void crossEntropyOfPointMassesIsLeastAtTheExactPosterior() {
    assertThat(posteriorMinimum(0)).isLessThan(1e-9);
    assertThat(posteriorMinimum(0.02)).isGreaterThan(0.015);
  }

  private static double posteriorMinimum(double off) {
    Mixture m = Mixture.of();
    return minimum(
        m.path,
        m.data,
        new HeadLoss(m.head, new CrossEntropy(), 1),
        eps ->
            (x, t, c) ->
                h -> {
                  Tensor log = m.model.at(x, t, c).of(h).log().get("rates");
                  return h.predict(tilted(State.of("logits", log), eps), x, t);
                },
        off);
  }

  @Test
  void lossNeverMakesPointMassesDense() {
    Target point =
        new Target() {
          @Override
          public Tensor pair(State dual) {
            return dual.get("rates").at(1, 0);
          }

          @Override
          public Optional<State> dense() {
            throw new AssertionError("made dense");
          }

          @Override
          public boolean isSparse() {
            return true;
          }
        };
    State rates = State.of("rates", Tensor.full(0.25, DType.FLOAT64, Shape.of(2, 4)));
    Prediction b = new Prediction(rates, rates.map(Tensor::log));
    Times t = Times.at(0.5, 2);
    Tensor weights = Tensor.full(1, DType.FLOAT64, Shape.of(2, 1));
    for (BregmanDivergence d :
        List.of(new CrossEntropy(), new GeneralisedKl(), new SquaredError())) {
      Tensor loss = d.loss(Target.average(point, weights), b, rates, t);
      assertThat(Reference.eval(loss.sum()).item()).isFinite();
    }
  }

  /**
   * All data have arrived after 3 steps to t = 1, in the right proportions: the total variation to
   * 5 atoms at n = 4000 is .012 on average, above .035 with probability below 1e-5.
   */
  @Test
  void simulationEndsInTheAtoms() {
    Mixture m = Mixture.of();
    assertThat(Draws.totalVariation(arrived(m, m.terms, TimeGrid.uniform(3)), WEIGHTS))
        .isLessThan(0.035);
    TimeGrid half = TimeGrid.uniform(0, 0.5, 4);
    double mass = DoubleStream.of(arrived(m, m.terms, half)).sum();
    assertThat(mass).as("kappa(.5), 5 standard errors").isBetween(0.215, 0.285);
    double fast = DoubleStream.of(arrived(m, Draws.faster(m.terms, 1.5), half)).sum();
    assertThat(fast).isGreaterThan(0.3);
  }

  private static double[] arrived(Mixture m, List<Term> terms, TimeGrid grid) {
    double[] x = Draws.sample(m.path, m.model, terms, 4000, grid, 9).get("x").doubles();
    double[] law = new double[LINE.length];
    for (double v : x) {
      for (int k = 0; k < LINE.length; k++) {
        law[k] += v == LINE[k] ? 1.0 / x.length : 0;
      }
    }
    return law;
  }

  /** Atoms are nodes of their own, without mass for densities. */
  private static Quadrature withAtoms(Quadrature q, Batch atoms) {
    double[] x = q.points().get("x").doubles();
    double[] shifted = DoubleStream.of(x).map(v -> v + 1e-9).toArray();
    double[] all =
        DoubleStream.concat(DoubleStream.of(shifted), DoubleStream.of(atoms.get("x").doubles()))
            .toArray();
    double[] masses = Arrays.copyOf(q.masses(), all.length);
    return new Quadrature(Batch.of("x", HostArray.of(all, all.length, 1)), masses);
  }
}
