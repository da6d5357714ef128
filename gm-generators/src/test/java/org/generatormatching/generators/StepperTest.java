package org.generatormatching.generators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Lifted;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.Point;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.StepContext;
import org.generatormatching.api.Stepper;
import org.generatormatching.api.TestFunction;
import org.generatormatching.api.TimeFactor;
import org.generatormatching.api.Times;
import org.generatormatching.api.plugin.ComponentFactory;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.api.schedule.Linear;
import org.generatormatching.spaces.Categorical;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.tck.Examples;
import org.generatormatching.tck.oracle.Interpreted;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Tensor;
import org.junit.jupiter.api.Test;

class StepperTest {
  private final Euclidean space = Euclidean.float64(1);
  private final Flow flow = new Flow();

  private Stepper stepper(int i) {
    return flow.steppers(space).get(i);
  }

  private static StepContext context(State x, double from, double to, double... nodes) {
    List<Times> times = new ArrayList<>();
    for (double n : nodes) {
      times.add(Times.at(from + n * (to - from), x.rows()));
    }
    return new StepContext(Rng.root(), times, Times.at(to, x.rows()), to == 1);
  }

  private static double run(double x0, UnaryOperator<State> step) {
    return Interpreted.of(Batch.of("x", HostArray.of(new double[] {x0}, 1, 1)), 9, step)
        .get("x")
        .get(0);
  }

  private static Parameter constant(State x, double v) {
    return Parameter.Linear.of(x.map(a -> a.like(v)));
  }

  @Test
  void namesAndNodes() {
    assertThat(flow.steppers(space))
        .extracting(s -> s.id().toString())
        .containsExactly("euler@1", "midpoint@1", "heun@1", "rk4@1", "multistep@1");
    assertThat(stepper(2).nodes(false)).containsExactly(0, 1);
    assertThat(stepper(2).nodes(true)).containsExactly(0);
    assertThat(stepper(1).nodes(true)).containsExactly(0, 0.5);
  }

  /** Stages go to the next node first; the last stage goes to the end. */
  @Test
  void stagesEndAtTheirNodes() {
    double middle =
        run(1, x -> stepper(1).stage(0, x, List.of(constant(x, 4)), context(x, 0.2, 0.4, 0, 0.5)));
    assertThat(middle).isCloseTo(1.4, within(1e-12));
    double end =
        run(
            1,
            x ->
                stepper(1)
                    .stage(
                        1,
                        x,
                        List.of(constant(x, 4), constant(x, 6)),
                        context(x, 0.2, 0.4, 0, 0.5)));
    assertThat(end).isCloseTo(2.2, within(1e-12));
    double mean =
        run(
            1,
            x ->
                stepper(2)
                    .stage(
                        1, x, List.of(constant(x, 4), constant(x, 6)), context(x, 0.2, 0.4, 0, 1)));
    assertThat(mean).isCloseTo(2, within(1e-12));
  }

  /** A frozen point is reached exactly at t = 1, in one step or many, by every stepper. */
  @Test
  void relaxingStepsAreExact() {
    for (int i = 0; i < 3; i++) {
      Stepper s = stepper(i);
      double end =
          run(
              -0.3,
              x -> {
                Parameter p =
                    new Parameter.Relaxing(x.map(v -> v.like(2)), Convex.condOt().relaxation());
                double[] nodes = s.nodes(true);
                List<Parameter> seen = new ArrayList<>();
                State here = x;
                for (int k = 0; k < nodes.length; k++) {
                  seen.add(p);
                  here = s.stage(k, x, seen, context(x, 0.9, 1, nodes));
                }
                return here;
              });
      assertThat(end).isEqualTo(2);
    }
  }

  /** A singular factor enters through its integral, not through its value at the start. */
  @Test
  void linearStepsIntegrateTheirFactor() {
    double end =
        run(
            1,
            x ->
                stepper(0)
                    .stage(
                        0,
                        x,
                        List.of(new Parameter.Linear(x.map(v -> v.like(2)), new Linear().hazard())),
                        context(x, 0.2, 0.6, 0)));
    assertThat(end).isCloseTo(1 + 2 * Math.log(2), within(1e-12));
  }

  /** Brownian motion with drift: mean and variance over 20,000 rows, 5 standard errors. */
  @Test
  void eulerMaruyamaHasItsMeanAndVariance() {
    int n = 20000;
    Diffusion d = new Diffusion();
    Batch out =
        Interpreted.of(
            Batch.of("x", HostArray.of(new double[n], n, 1)),
            3,
            x -> {
              State f =
                  State.empty()
                      .join("drift", x.map(v -> v.like(2)))
                      .join("variance", x.map(v -> v.like(3)));
              Parameter p = new Parameter.Linear(f, TimeFactor.one());
              Parameter w = p.weighted(Tensor.of(0.5, DType.FLOAT64));
              return d.steppers(space).get(0).stage(0, x, List.of(w), context(x, 0.2, 0.6, 0));
            });
    double mean = 0;
    double square = 0;
    for (double v : out.get("x").doubles()) {
      mean += v / n;
      square += v * v / n;
    }
    assertThat(mean).isCloseTo(0.4, within(5 * Math.sqrt(0.6 / n)));
    assertThat(square - mean * mean).isCloseTo(0.6, within(5 * 0.6 * Math.sqrt(2.0 / n)));
  }

  @Test
  void actionsAreTheirDefinitions() {
    TestFunction f = space.testFunctions().get(3);
    Point x = Point.of("x", 0.4);
    double g = f.gradient(x).get("x")[0];
    double h = f.hessianDiagonal(x).get("x")[0];
    assertThat(flow.action(f, x, Point.of("x", 3))).isCloseTo(3 * g, within(1e-15));
    Point bv = Point.of("drift.x", -1).with("variance.x", 2);
    assertThat(new Diffusion().action(f, x, bv)).isCloseTo(-g + h, within(1e-15));
  }

  @Test
  void familiesKnowTheirSpacesAndParameters() {
    StateSpace tokens = new Categorical(2, 3);
    assertThat(flow.supports(space)).isTrue();
    assertThat(flow.supports(tokens)).isFalse();
    assertThat(new Diffusion().supports(tokens)).isFalse();
    assertThatThrownBy(() -> flow.steppers(tokens))
        .hasMessage(
            "[GM/UNSUPPORTED] family 'flow@1' is not defined on a space: found categorical@1; expected a"
                + " space with tangents (Geometry.Riemannian), or a box");
    assertThat(flow.parameters(space).arrays()).isEqualTo(space.point());
    var omega = new Diffusion().parameters(space);
    assertThat(omega.arrays().names()).containsExactly("drift.x", "variance.x");
    Batch in =
        Batch.of("drift.x", HostArray.of(new double[] {-1, 1, Double.NaN}, 3, 1))
            .with("variance.x", HostArray.of(new double[] {0, -1, 1}, 3, 1));
    Batch out = Interpreted.of(in, 0, s -> State.of("m", omega.isMember().apply(s)));
    assertThat(out.get("m").booleans()).containsExactly(true, false, false);
  }

  /** A lifted stepper changes its own arrays, with its own times and its own noise. */
  @Test
  void liftedSteppersLeaveOthersAlone() {
    Stepper lifted = Lifted.stepper("y", stepper(0));
    Batch in =
        new Batch(Map.of())
            .join("y", Batch.of("x", HostArray.of(new double[] {1}, 1, 1)))
            .join("z", Batch.of("x", HostArray.of(new double[] {5}, 1, 1)));
    Batch out =
        Interpreted.of(
            in,
            0,
            x -> {
              Times from = Times.at(0, x.rows()).with("y", Times.at(0.5, x.rows()));
              Times to = Times.at(0.1, x.rows()).with("y", Times.at(0.75, x.rows()));
              StepContext c = new StepContext(Rng.root(), List.of(from), to, false);
              return lifted.stage(0, x, List.of(constant(x.factor("y"), 4)), c);
            });
    assertThat(out.get("y.x").get(0)).isCloseTo(2, within(1e-12));
    assertThat(out.get("z.x").get(0)).isEqualTo(5);
  }

  @Test
  void pluginComponentsAnswerToTheirIds() {
    GeneratorsPlugin p = new GeneratorsPlugin();
    assertThat(p.schedules())
        .extracting(f -> f.id().toString())
        .containsExactly(
            "cond-ot@1",
            "polynomial@1",
            "cubic@1",
            "log-linear@1",
            "cosine@1",
            "linear-vp@1",
            "vp@1");
    p.families().forEach(f -> assertThat(made(f)).allMatch(c -> c.id().equals(f.id())));
    p.divergences().forEach(f -> assertThat(made(f)).allMatch(c -> c.id().equals(f.id())));
    p.solutions().forEach(f -> assertThat(made(f)).allMatch(c -> c.id().equals(f.id())));
    assertThat(new GeneratorsPlugin.Chunk(null).chunk()).isEqualTo(1024);
    assertThat(new GeneratorsPlugin.NoiseRates(null, 10.0).b0()).isEqualTo(0.1);
    assertThat(new GeneratorsPlugin.Steps(5, null, null).to()).isEqualTo(1.0);
  }

  private static <T> List<T> made(ComponentFactory<T, ?> factory) {
    return Examples.of(factory).stream().map(e -> e.component().get()).toList();
  }
}
