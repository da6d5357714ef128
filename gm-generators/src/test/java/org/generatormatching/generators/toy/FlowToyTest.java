package org.generatormatching.generators.toy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Context;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Factor;
import org.generatormatching.api.FactorizedModel;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Head;
import org.generatormatching.api.HeadLoss;
import org.generatormatching.api.Model;
import org.generatormatching.api.ParameterSet;
import org.generatormatching.api.Point;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Stepper;
import org.generatormatching.api.Supervision;
import org.generatormatching.api.Term;
import org.generatormatching.api.TestFunction;
import org.generatormatching.api.TimeFactor;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.Times;
import org.generatormatching.api.Weighting;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.path.DataSupervision;
import org.generatormatching.api.path.PairSupervision;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.api.schedule.Linear;
import org.generatormatching.generators.Diffusion;
import org.generatormatching.generators.Flow;
import org.generatormatching.generators.GaussianHead;
import org.generatormatching.generators.ModelLoss;
import org.generatormatching.generators.SquaredError;
import org.generatormatching.generators.kit.LossSlope;
import org.generatormatching.generators.kit.Simulated;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.tck.oracle.ExactModel;
import org.generatormatching.tck.oracle.Field;
import org.generatormatching.tck.oracle.Interpreted;
import org.generatormatching.tck.oracle.Kolmogorov;
import org.generatormatching.tck.oracle.Statistics;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Toy (a): flow matching on R^1 from N(0, 1) to N(0.8, 0.25), with velocity and x1 heads, a
 * Langevin part, and a coupling. Statistics of simulations are normal: |z| &lt; 5 has a false alarm
 * in 1.7 million.
 */
class FlowToyTest {
  private static final double M = 0.8;
  private static final double S = 0.25;
  private static final int N = 20000;

  private final Euclidean space = Euclidean.float64(1);
  private final ConditionalPath path = new AffineGaussianPath(space, Convex.condOt());
  private final Head velocity = GaussianHead.velocity(path);
  private final Head x1 = GaussianHead.x1(path);

  /** Everything that a user composes: model, generator, simulation. */
  private Batch wired(String head, int stepper, TimeGrid grid, int n) {
    Head h = head(head);
    Flow flow = new Flow();
    Term term = Term.of(h, flow, flow.steppers(space).get(stepper));
    return Simulated.samples(gaussian(), List.of(term), path.source(), n, grid, 9);
  }

  private Head head(String name) {
    return name.equals("x1") ? x1 : velocity;
  }

  private Term flow(Head h) {
    return Term.of(h, new Flow(), new Flow().steppers(space).get(2));
  }

  private Term langevin(Head h) {
    Diffusion d = new Diffusion();
    return Term.of(h, d, d.steppers(space).get(0)).weighted(t -> 2 * (1 - t));
  }

  /**
   * E[z|x] = M + t S/v (x - t M) and E[u|x] = M + (t S - (1 - t))/v (x - t M), v = t^2 S + (1 -
   * t)^2.
   */
  private Model gaussian() {
    return (x, t, context) ->
        head -> {
          Tensor variance = t.t().square().times(S).plus(t.oneMinusT().square());
          State away = x.minus(x.map(v -> v.like(M)).times(t.t()));
          Tensor ofX1 = t.t().times(S).div(variance);
          Tensor ofVelocity = t.t().times(S).minus(t.oneMinusT()).div(variance);
          Tensor slope = head.id().equals(x1.id()) ? ofX1 : ofVelocity;
          return Prediction.of(away.times(slope).map(v -> v.plus(M)));
        };
  }

  private static Batch data(int n) {
    double[] v = HostRng.of(1).normals(n);
    for (int i = 0; i < n; i++) {
      v[i] = M + Math.sqrt(S) * v[i];
    }
    return Batch.of("x", HostArray.of(v, n, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"velocity", "x1"})
  void conditionalFlowSolvesTheEquationExactly(String head) {
    Term term = flow(head(head));
    Batch z = Batch.of("x", HostArray.of(new double[] {0.7}, 1, 1));
    for (double t : new double[] {0.1, 0.5, 0.9}) {
      assertThat(Kolmogorov.exact(path, z, List.of(term), t)).isLessThan(1e-9);
      Term fast = term.weighted(Weighting.constant(1.02));
      assertThat(Kolmogorov.exact(path, z, List.of(fast), t)).isGreaterThan(0.015);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"velocity", "x1"})
  void conditionalFlowSolvesTheEquationBySimulation(String head) {
    Supervision data = new DataSupervision(path);
    Term term = flow(head(head));
    assertThat(dynkin(data, data(N), List.of(term), Field.conditional())).isLessThan(5);
    Term fast = term.weighted(Weighting.constant(1.03));
    assertThat(dynkin(data, data(N), List.of(fast), Field.conditional())).isGreaterThan(6.5);
  }

  private double dynkin(Supervision s, Batch prepared, List<Term> terms, Field field) {
    return Kolmogorov.dynkin(s, prepared, terms, field, space.testFunctions(), 0.3, 0.7, 5, 1);
  }

  @Test
  void lossIsMinimalAtTheExactModel() {
    for (Head h : List.of(velocity, x1)) {
      assertThat(Math.abs(slope(h, 0))).isLessThan(5);
      assertThat(Math.abs(slope(h, 0.05))).isGreaterThan(6.5);
    }
  }

  private double slope(Head h, double bias) {
    FactorizedModel factors =
        new FactorizedModel(
            List.of(new Factor("", space, path, List.of(new HeadLoss(h, new SquaredError(), 1)))),
            new DataSupervision(path));
    Model exact = gaussian();
    return LossSlope.of(
        eps -> {
          Model moved =
              (x, t, c) ->
                  head -> {
                    State wave = x.map(v -> v.sin().plus(1));
                    State value = exact.at(x, t, c).of(head).value();
                    return Prediction.of(value.plus(wave.times(eps.plus(bias))));
                  };
          return ModelLoss.of(factors, moved);
        },
        data(N),
        3);
  }

  @Test
  void bothHeadsGiveOneVelocityAndOneScore() {
    Batch x = data(500);
    for (CoordinateId wanted : List.of(CoordinateId.VELOCITY, CoordinateId.DRIFT_VARIANCE)) {
      Batch out =
          Interpreted.of(
              x,
              0,
              s -> {
                Times t = Times.at(0.4, s.rows());
                State r = State.empty();
                for (Head h : List.of(velocity, x1)) {
                  State v = gaussian().at(s, t, Context.none()).of(h).value();
                  r = r.join(h.id().name(), h.evaluate(wanted, v, s, t));
                }
                return r;
              });
      Point first = out.factor("velocity").point(3);
      for (String n : first.arrays().keySet()) {
        assertThat(out.get("velocity." + n).doubles())
            .usingComparatorWithPrecision(1e-12)
            .containsExactly(out.get("x1." + n).doubles());
      }
    }
  }

  /** With the velocity of one Gaussian the midpoint rule is of order 3, by luck. */
  @ParameterizedTest
  @ValueSource(strings = {"velocity", "x1"})
  void steppersHaveTheirOrders(String head) {
    double[] x0 = wired(head, 0, TimeGrid.uniform(0, 1e-9, 1), 1000).get("x").doubles();
    double sd = Math.sqrt(0.49 * S + 0.09);
    double[] exact = new double[x0.length];
    for (int i = 0; i < x0.length; i++) {
      exact[i] = 0.7 * M + sd * x0[i];
    }
    double[] orders = {1, 2, 2};
    for (int stepper = 0; stepper < 3; stepper++) {
      double[] error = new double[2];
      for (int k = 0; k < 2; k++) {
        TimeGrid grid = TimeGrid.uniform(0, 0.7, 40 << k);
        error[k] = Statistics.rms(wired(head, stepper, grid, 1000).get("x").doubles(), exact);
      }
      assertThat(Statistics.order(error[0], error[1])).isGreaterThan(orders[stepper] - 0.25);
      assertThat(stepper == 0 && Statistics.order(error[0], error[1]) > 1.25).isFalse();
    }
  }

  /** False alarm 1e-6 for an exact simulation. */
  @ParameterizedTest
  @ValueSource(strings = {"velocity", "x1"})
  void heunReachesTheDataLawAtOne(String head) {
    double[] x = wired(head, 2, TimeGrid.uniform(50), N).get("x").doubles();
    double ks = Statistics.ks(x, v -> Statistics.normalCdf((v - M) / Math.sqrt(S)));
    assertThat(ks).isLessThan(Statistics.KS_1E6 / Math.sqrt(N));
    double shifted = Statistics.ks(x, v -> Statistics.normalCdf((v - M - 0.05) / Math.sqrt(S)));
    assertThat(shifted).isGreaterThan(Statistics.KS_1E6 / Math.sqrt(N));
  }

  @Test
  void langevinPartKeepsTheMarginals() {
    Batch points = Batch.of("x", HostArray.of(new double[] {-1, 0.4, 1.5}, 3, 1));
    double[] w = {0.2, 0.5, 0.3};
    Field field = Field.of(new ExactModel(path, points, w));
    List<Term> sde = List.of(flow(x1), langevin(x1));
    List<Term> mixed = List.of(flow(velocity), langevin(velocity));
    List<Term> wrong = List.of(flow(x1).weighted(Weighting.constant(0.5)), langevin(x1));
    var q = space.quadrature().orElseThrow();
    for (double t : new double[] {0.2, 0.6}) {
      var fs = space.testFunctions();
      assertThat(Kolmogorov.exact(path, points, w, field, q, sde, fs, t, 1)).isLessThan(1e-9);
      assertThat(Kolmogorov.exact(path, points, w, field, q, mixed, fs, t, 1)).isLessThan(1e-9);
      assertThat(Kolmogorov.exact(path, points, w, field, q, wrong, fs, t, 1)).isGreaterThan(0.05);
    }
  }

  /** Euler-Maruyama with 200 steps: half of the tolerance is bias. */
  @Test
  void superpositionReachesTheDataLaw() {
    List<Term> sde = List.of(flow(x1), langevin(x1));
    Batch x = Simulated.samples(gaussian(), sde, path.source(), 10000, TimeGrid.uniform(200), 2);
    double ks =
        Statistics.ks(x.get("x").doubles(), v -> Statistics.normalCdf((v - M) / Math.sqrt(S)));
    assertThat(ks).isLessThan(2 * Statistics.KS_1E6 / Math.sqrt(10000));
  }

  /** x_0 correlated 0.8 with x_1: the same path, the same heads. */
  @ParameterizedTest
  @ValueSource(strings = {"velocity", "x1"})
  void couplingsChangeNoHead(String head) {
    Batch end = data(N);
    double[] noise = HostRng.of(77).normals(N);
    double[] x0 = new double[N];
    for (int i = 0; i < N; i++) {
      x0[i] = 0.8 * (end.get("x").get(i) - M) / Math.sqrt(S) + 0.6 * noise[i];
    }
    Batch both =
        new Batch(Map.of()).join("x0", Batch.of("x", HostArray.of(x0, N, 1))).join("x1", end);
    Supervision pairs = new PairSupervision(path);
    Term term = flow(head(head));
    assertThat(dynkin(pairs, both, List.of(term), Field.conditional())).isLessThan(5);
    Term fast = term.weighted(Weighting.constant(1.03));
    assertThat(dynkin(pairs, both, List.of(fast), Field.conditional())).isGreaterThan(6.5);
  }

  @Test
  void wrongPairIsRefusedWhenComposed() {
    assertThatThrownBy(() -> Term.of(velocity, new SiteJumps(), new Flow().steppers(space).get(0)))
        .hasMessage(
            "[GM/HEAD] family 'ctmc@1' wants coordinates that head 'velocity@1' does not give: found "
                + List.copyOf(velocity.gives()).toString()
                + "; expected site-rates@1");
  }

  /** Only what a term looks at. */
  private record SiteJumps() implements GeneratorFamily {
    @Override
    public ComponentId id() {
      return ComponentId.of("ctmc@1");
    }

    @Override
    public boolean supports(StateSpace s) {
      return false;
    }

    @Override
    public CoordinateId wants() {
      return CoordinateId.SITE_RATES;
    }

    @Override
    public ParameterSet parameters(StateSpace s) {
      throw new UnsupportedOperationException();
    }

    @Override
    public double action(TestFunction f, Point x, Point parameter) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Stepper> steppers(StateSpace s) {
      return List.of();
    }
  }

  /** At t = 1 the integral of the hazard is infinite: 0 * inf is NaN where survival^0 is 1. */
  @Test
  void survivalKeepsImpossibleEventsImpossible() {
    TimeFactor hazard = new Linear().hazard();
    Batch rate = Batch.of("rate", HostArray.of(new double[] {0, 0.5}, 2));
    Batch p =
        Interpreted.of(
            rate,
            0,
            s -> {
              Tensor lambda = s.get("rate");
              Times from = Times.at(0.9, s.rows());
              Times to = Times.end(s.rows());
              Tensor naive = hazard.integral(from, to).times(lambda).neg().exp().rsub(1);
              Tensor kept = hazard.survival(from, to).pow(lambda).rsub(1);
              return State.of("naive", naive, "kept", kept);
            });
    assertThat(p.get("naive").doubles()[0]).isNaN();
    assertThat(p.get("kept").doubles()).containsExactly(0, 1);
  }
}
