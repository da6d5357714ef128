package org.generatormatching.generators.toy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.generatormatching.api.Batch;
import org.generatormatching.api.BregmanDivergence;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.Head;
import org.generatormatching.api.HeadLoss;
import org.generatormatching.api.Model;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.Quadrature;
import org.generatormatching.api.State;
import org.generatormatching.api.Term;
import org.generatormatching.api.TestFunction;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.Times;
import org.generatormatching.generators.Flow;
import org.generatormatching.generators.GeneralisedKl;
import org.generatormatching.generators.SquaredError;
import org.generatormatching.generators.toy.parts.HeatFlowHead;
import org.generatormatching.generators.toy.parts.HeatJumpHead;
import org.generatormatching.generators.toy.parts.HeatPath;
import org.generatormatching.generators.toy.parts.So3;
import org.generatormatching.generators.toy.parts.TableJump;
import org.generatormatching.tck.oracle.ExactModel;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** (d) Flow and jump on SO(3), both along the heat kernel path, and their superposition. */
class ToyDTest {
  private static final double[] WEIGHTS = {0.5, 0.3, 0.2};
  private static final double[] POINTS = {1, 0, 0, 0, 0.28, 0.96, 0, 0, 0.6, 0, -0.48, 0.64};
  private static final double LAST = 0.2;

  /** What a user writes. */
  private record Wiring(
      So3 space, HeatPath path, Batch data, Head flowHead, Head jumpHead, Term flow, Term jump) {
    static Wiring of(int bins) {
      So3 space = new So3();
      HeatPath path = new HeatPath(space, 5, LAST);
      Batch data = Batch.of("q", HostArray.of(POINTS, WEIGHTS.length, 4));
      Batch table = So3.spiral(bins).points();
      Head flowHead = new HeatFlowHead(path);
      Head jumpHead = new HeatJumpHead(path, table);
      Flow flow = new Flow();
      TableJump jump = new TableJump(table);
      return new Wiring(
          space,
          path,
          data,
          flowHead,
          jumpHead,
          Term.of(flowHead, flow, flow.stepper(space, "euler@1")),
          Term.of(jumpHead, jump, jump.stepper(space, "table-leap@1")));
    }

    List<Term> superposed(double flowWeight, double jumpWeight) {
      return List.of(flow.weighted(t -> flowWeight), jump.weighted(t -> jumpWeight));
    }

    Model model() {
      return new ExactModel(path, data, WEIGHTS);
    }
  }

  private final Wiring w = Wiring.of(1000);
  private final Quadrature nodes = So3.spiral(3000);

  /** The error of 3000 nodes grows as the kernel narrows: .0002 at variance 1.4, .008 at .4. */
  @Test
  void densityIsTheHeatKernel() {
    var density = w.path.require(PathTrait.Density.class, "this test");
    int n = nodes.masses().length;
    State z = Exact.state(w.data.rows(new int[n]));
    for (double t : new double[] {0, 0.5, 0.8}) {
      double tau = LAST + (5 - LAST) * (1 - t) * (1 - t);
      Tensor log = density.logDensity(Exact.state(nodes.points()), z, Times.at(t, n));
      double[] p = Reference.eval(log.exp().div(n)).doubles();
      for (int l = 1; l <= 2; l++) {
        TestFunction f = new So3.Harmonic(l, new double[] {1, 0, 0, 0});
        double mean = 0;
        for (int i = 0; i < n; i++) {
          mean += p[i] * f.value(nodes.points().point(i));
        }
        double exact = (2 * l + 1) * Math.exp(-l * (l + 1) * tau / 2);
        assertThat(mean).as("t %s l %d", t, l).isCloseTo(exact, within(0.01));
      }
    }
  }

  /** Mean angle of n = 20000 draws against its integral: 5 standard errors. */
  @Test
  void drawsFollowTheDensity() {
    int n = 20_000;
    Times t = Times.at(0.6, n);
    State z = Exact.state(w.data.rows(new int[n]));
    Drawn d = w.path.draw(Rng.root(), z, t);
    Drawn again = w.path.require(PathTrait.Density.class, "this test").explain(d.xt(), z, t);
    Tensor angle = d.noise().get("angle");
    Tensor gap = again.noise().get("angle").minus(angle).abs().amax();
    Tensor turn = again.noise().get("axis").minus(d.noise().get("axis")).abs().amax();
    Tensor outside = w.space.isMember(d.xt()).not().cast(DType.INT64).sum();
    List<HostArray> v =
        Reference.eval(List.of(angle, gap, turn, outside), 1, Map.of(), new NoiseKey(5, 0, 0));
    assertThat(v.get(1).item()).isLessThan(1e-9);
    assertThat(v.get(2).item()).isLessThan(1e-6);
    assertThat(v.get(3).item()).isZero();
    assertThat(Math.abs(characterScore(v.get(0).doubles(), 0.968))).isLessThan(5);
    assertThat(Math.abs(characterScore(v.get(0).doubles(), 1.02))).isGreaterThan(5);
  }

  /** z of E chi_1 = 3 e^-tau. */
  private static double characterScore(double[] angles, double tau) {
    double sum = 0;
    double squares = 0;
    for (double a : angles) {
      double chi = 1 + 2 * Math.cos(a);
      sum += chi / angles.length;
      squares += chi * chi / angles.length;
    }
    double error = Math.sqrt((squares - sum * sum) / angles.length);
    return (sum - 3 * Math.exp(-tau)) / error;
  }

  /** 12000 nodes are good to .001, 1000 bins to .007: the errors that the components declare. */
  @Test
  void generatorsSolveTheForwardEquation() {
    Batch z = w.data.rows(1, 2);
    List<Term> flow = List.of(w.flow);
    List<Term> jump = List.of(w.jump);
    Quadrature fine = So3.spiral(12_000);
    assertThat(Exact.conditional(w.path, z, fine, flow, 0.6)).isLessThan(0.002);
    assertThat(Exact.conditional(w.path, z, fine, Draws.faster(flow, 1.02), 0.6))
        .isGreaterThan(0.015);
    assertThat(Exact.conditional(w.path, z, nodes, jump, 0.6)).isLessThan(0.007);
    assertThat(Exact.conditional(w.path, z, nodes, Draws.faster(jump, 1.02), 0.6))
        .isGreaterThan(0.012);
    assertThat(marginal(w.superposed(0.4, 0.6))).isLessThan(0.007);
    assertThat(marginal(w.superposed(0.4, 0.58))).isGreaterThan(0.01);
  }

  private double marginal(List<Term> terms) {
    return Exact.marginal(w.path, w.data, WEIGHTS, w.model(), nodes, terms, 0.6);
  }

  @Test
  void lossesAreLeastAtTheExactHeads() {
    Wiring few = Wiring.of(200);
    assertThat(minimum(few, few.flowHead, new SquaredError(), 0)).isLessThan(1e-9);
    assertThat(minimum(few, few.flowHead, new SquaredError(), 0.02)).isGreaterThan(0.015);
    assertThat(minimum(few, few.jumpHead, new GeneralisedKl(), 0)).isLessThan(1e-9);
    assertThat(minimum(few, few.jumpHead, new GeneralisedKl(), 0.02)).isGreaterThan(0.015);
  }

  private static double minimum(Wiring w, Head head, BregmanDivergence divergence, double off) {
    HeadLoss loss = new HeadLoss(head, divergence, 1);
    Quadrature q = So3.spiral(300);
    return Exact.minimum(
        w.path,
        w.data,
        WEIGHTS,
        q,
        loss,
        eps -> {
          Tensor by = eps.plus(off);
          return (x, t, c) ->
              h -> {
                Prediction b = w.model().at(x, t, c).of(h);
                State value = b.value().map(v -> v.times(by.exp()));
                return new Prediction(value, b.log().map(l -> l.plus(by)));
              };
        },
        0.7);
  }

  /** The worst |z| of six means at n = 500, false alarm 4e-5 at 4.5; 25 steps add about 1. */
  @Test
  void simulationFollowsTheLaw() {
    Wiring few = Wiring.of(200);
    for (double jump : new double[] {0, 0.6, 1}) {
      assertThat(worst(few, few.superposed(1 - jump, jump))).as("jump %s", jump).isLessThan(5);
    }
    assertThat(worst(few, few.superposed(0.4, 0.1))).as("weights sum to .5").isGreaterThan(6);
  }

  private static double worst(Wiring w, List<Term> terms) {
    TimeGrid grid = TimeGrid.uniform(0, 0.9999, 25);
    Batch x = Draws.sample(w.path, w.model(), terms, 500, grid, 2);
    double worst = 0;
    for (TestFunction f : w.space.testFunctions()) {
      int l = ((So3.Harmonic) f).degree();
      double exact = 0;
      for (int k = 0; k < WEIGHTS.length; k++) {
        double decay = Math.exp(-l * (l + 1) * LAST / 2);
        exact += WEIGHTS[k] * decay * f.value(w.data.point(k));
      }
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < x.size(); i++) {
        double v = f.value(x.point(i));
        sum += v / x.size();
        squares += v * v / x.size();
      }
      double error = Math.sqrt((squares - sum * sum) / x.size());
      worst = Math.max(worst, Math.abs(sum - exact) / error);
    }
    return worst;
  }
}
