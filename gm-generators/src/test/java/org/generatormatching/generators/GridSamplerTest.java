package org.generatormatching.generators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Clock;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Head;
import org.generatormatching.api.Model;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.Samples;
import org.generatormatching.api.State;
import org.generatormatching.api.StepContext;
import org.generatormatching.api.Stepper;
import org.generatormatching.api.Term;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.Weighting;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.tck.oracle.ExactModel;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.ReferenceBackendProvider;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Weight;
import org.generatormatching.tensor.Weights;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GridSamplerTest {
  private final Backend backend = new ReferenceBackendProvider().open(EngineConfig.cpu());
  private final Euclidean space = Euclidean.of(2);
  private final ConditionalPath path = new AffineGaussianPath(space, Convex.condOt());
  private final Head velocity = GaussianHead.velocity(path);
  private final Head x1 = GaussianHead.x1(path);
  private final Model model =
      new ExactModel(
          path,
          Batch.of("x", HostArray.of(new float[] {-1, 0, 1, 0.5f}, 2, 2)),
          new double[] {0.5, 0.5});

  @AfterEach
  void nothingIsLeft() {
    assertThat(backend.liveHandles()).isZero();
    backend.close();
  }

  private Stepper stepper(int i) {
    return new Flow().steppers(space).get(i);
  }

  private Term langevin() {
    Diffusion d = new Diffusion();
    return Term.of(x1, d, d.steppers(space).get(0)).weighted(t -> 1 - t);
  }

  /** Flow with Heun steps and noise: two evaluations, one of them shared. */
  private SampleRequest request(int n) {
    List<Term> terms = List.of(Term.of(x1, new Flow(), stepper(2)), langevin());
    return SampleRequest.of(terms, path.source(), n, TimeGrid.uniform(5), 11);
  }

  private Samples sample(int chunk, SampleRequest r) {
    return new GridSampler(chunk).sample(backend, model, r);
  }

  /** SA02: any split of the range gives the same bits, and so does any chunk on this engine. */
  @Test
  void samplesDoNotDependOnTheRangeTheyAreAskedIn() {
    SampleRequest all = request(100);
    HostArray whole = sample(16, all).points().get("x");
    assertThat(sample(16, all.range(0, 37)).points().get("x")).isEqualTo(whole.rows(0, 37));
    assertThat(sample(16, all.range(37, 63)).points().get("x")).isEqualTo(whole.rows(37, 100));
    assertThat(sample(16, all.range(50, 1)).points().get("x")).isEqualTo(whole.rows(50, 51));
    assertThat(sample(64, all).points().get("x")).isEqualTo(whole);
    assertThat(sample(1024, all).points().get("x")).isEqualTo(whole);
    assertThat(new HashSet<>(doubles(whole))).hasSize(200);
    assertThat(sample(16, all.range(0, 0)).points().get("x").dims()).containsExactly(0, 2);
  }

  private static List<Double> doubles(HostArray a) {
    List<Double> r = new ArrayList<>();
    for (double v : a.doubles()) {
      r.add(v);
    }
    return r;
  }

  @Test
  void seedsAndStepsHaveTheirOwnNoise() {
    HostArray a = sample(16, request(4)).points().get("x");
    SampleRequest r = request(4);
    SampleRequest other = SampleRequest.of(r.terms(), r.source(), 4, r.grid(), 12);
    assertThat(sample(16, other).points().get("x")).isNotEqualTo(a);
    List<Batch> seen = new ArrayList<>();
    Term noise = langevin().weighted(Weighting.constant(1));
    Model still = (x, t, c) -> head -> Prediction.of(x.map(v -> v.like(0)));
    SampleRequest walk =
        SampleRequest.of(List.of(noise), path.source(), 1, TimeGrid.uniform(0, 0.002, 2), 1)
            .with((SampleRequest.Listener) (first, step, t, points) -> seen.add(points.get()));
    new GridSampler(4).sample(backend, still, walk);
    double d1 = seen.get(1).get("x").get(0) - seen.get(0).get("x").get(0);
    double d2 = seen.get(2).get("x").get(0) - seen.get(1).get("x").get(0);
    assertThat(Math.abs(d1 - d2)).isGreaterThan(1e-4);
  }

  @Test
  void evaluationsAreSharedAndCounted() {
    SampleRequest r = request(4);
    assertThat(sample(4, r).evaluations()).isEqualTo(9);
    SampleRequest open = SampleRequest.of(r.terms(), r.source(), 4, TimeGrid.uniform(0, 0.9, 5), 1);
    assertThat(sample(4, open).evaluations()).isEqualTo(10);
    int[] asked = {0};
    Model counting =
        (x, t, c) -> {
          asked[0]++;
          return model.at(x, t, c);
        };
    new GridSampler(4).sample(backend, counting, open);
    assertThat(asked[0]).isEqualTo(2);
  }

  /**
   * dX = X dt twice, by Heun and by Euler, in one step: the second evaluation is made where Heun's
   * own predictor ends, and Euler moves what Heun has left.
   */
  @Test
  void termsWithFewerEvaluationsWaitForTheEndOfTheStep() {
    Model growth = (x, t, c) -> head -> Prediction.of(x);
    List<Term> terms =
        List.of(
            Term.of(velocity, new Flow(), stepper(2)), Term.of(velocity, new Flow(), stepper(0)));
    SampleRequest r =
        SampleRequest.of(terms, path.source(), 1, TimeGrid.uniform(0, 0.5, 1), 1)
            .from(Batch.of("x", HostArray.of(new float[] {1, 2}, 1, 2)));
    Samples s = new GridSampler(1).sample(backend, growth, r);
    assertThat(s.points().get("x").doubles()).containsExactly(2.125, 4.25);
  }

  @Test
  void steppersWithoutCommonNodesAreRefused() {
    List<Term> terms =
        List.of(
            Term.of(x1, new Flow(), stepper(2)).weighted(Weighting.constant(0.5)),
            Term.of(velocity, new Flow(), stepper(1)).weighted(Weighting.constant(0.5)));
    SampleRequest r = SampleRequest.of(terms, path.source(), 4, TimeGrid.uniform(3), 1);
    assertThatThrownBy(() -> sample(4, r))
        .hasMessage(
            "[GM/UNSUPPORTED] steppers 'heun@1' and 'midpoint@1' cannot share network evaluations: found"
                + " nodes at [1.0, 0.5] of a step; expected the nodes of one to begin those of the"
                + " other. Choose the same stepper for both, or 'euler@1' for one of them.");
  }

  @Test
  void givenStartsAndConditionsFollowTheirSamples() {
    Batch start = Batch.of("x", HostArray.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2));
    Batch goal = Batch.of("goal", HostArray.of(new float[] {10, 20, 30}, 3, 1));
    Model towards =
        (x, t, c) ->
            head ->
                Prediction.of(
                    x.map(
                        v -> c.arrays().get("goal").minus(v).like(0).plus(c.arrays().get("goal"))));
    Term term = Term.of(velocity, new Flow(), stepper(0));
    SampleRequest r =
        SampleRequest.of(List.of(term), path.source(), 3, TimeGrid.uniform(4), 1).from(start);
    SampleRequest conditional =
        new SampleRequest(
            r.terms(),
            r.source(),
            r.start(),
            3,
            6,
            r.grid(),
            r.clock(),
            Optional.of(goal),
            Optional.empty(),
            1,
            SampleRequest.Listener.none());
    Samples s = new GridSampler(4).sample(backend, towards, conditional);
    assertThat(s.points().get("x").doubles()).containsExactly(11, 12, 23, 24, 35, 36);
  }

  @Test
  void listenerSeesEveryStepOfEveryChunk() {
    List<String> seen = new ArrayList<>();
    SampleRequest r =
        request(100)
            .range(5, 8)
            .with(
                (SampleRequest.Listener)
                    (first, step, t, points) ->
                        seen.add(first + " " + step + " " + t + " " + points.get().size()));
    Samples s = sample(8, r);
    assertThat(seen).hasSize(12);
    assertThat(seen.get(0)).isEqualTo("5 0 0.0 3");
    assertThat(seen.get(5)).isEqualTo("5 5 1.0 3");
    assertThat(seen.get(6)).isEqualTo("8 0 0.0 5");
    assertThat(s.points().size()).isEqualTo(8);
  }

  /** Weights and the times of factors are arguments of the program, not constants of it. */
  @Test
  void weightsOfNetworksAndClocksReachTheModel() {
    Weight speed =
        new Weight("speed", DType.FLOAT32, Shape.of(2), new Weight.Initializer.Constant(0));
    Weights weights = new Weights(List.of(speed));
    Model learned =
        (x, t, c) ->
            head ->
                Prediction.of(
                    x.map(
                        v ->
                            v.like(0)
                                .plus(speed.tensor())
                                .times(t.factor("held").t().cast(DType.FLOAT32).alignTo(v))));
    Batch start = Batch.of("x", HostArray.of(new float[2], 1, 2));
    SampleRequest r =
        SampleRequest.of(
                List.of(Term.of(velocity, new Flow(), stepper(1))),
                path.source(),
                1,
                TimeGrid.uniform(4),
                1)
            .from(start)
            .with(Clock.holding(Map.of("held", 0.5)));
    try (var values =
        backend.upload(weights, Map.of("speed", HostArray.of(new float[] {3, -1}, 2)))) {
      Samples s = new GridSampler(2).sample(backend, learned, r.with(values));
      assertThat(s.points().get("x").doubles()).containsExactly(1.5, -0.5);
    }
  }

  /** Half a flow twice is the flow; weights change from step to step without a new program. */
  @Test
  void superpositionsOfTheSameFlowAreTheFlow() {
    Term whole = Term.of(x1, new Flow(), stepper(0));
    List<Term> parts = List.of(whole.weighted(t -> 1 - t / 2), whole.weighted(t -> t / 2));
    for (TimeGrid g : List.of(TimeGrid.uniform(0, 0.9, 200), TimeGrid.cosine(100))) {
      SampleRequest r = SampleRequest.of(List.of(whole), path.source(), 20, g, 5);
      SampleRequest split = SampleRequest.of(parts, path.source(), 20, g, 5);
      double[] a = sample(32, r).points().get("x").doubles();
      double[] b = sample(32, split).points().get("x").doubles();
      for (int i = 0; i < a.length; i++) {
        assertThat(b[i]).isCloseTo(a[i], within(0.02));
      }
    }
  }

  @Test
  void stepsMustKeepTheTypesOfPoints() {
    Stepper widening =
        new Stepper() {
          @Override
          public ComponentId id() {
            return ComponentId.of("widening@1");
          }

          @Override
          public int order() {
            return 1;
          }

          @Override
          public double[] nodes(boolean last) {
            return new double[] {0};
          }

          @Override
          public State stage(int k, State x0, List<Parameter> evaluated, StepContext at) {
            return x0.map((Tensor v) -> v.cast(DType.FLOAT64));
          }
        };
    SampleRequest r =
        SampleRequest.of(
            List.of(Term.of(x1, new Flow(), widening)), path.source(), 1, TimeGrid.uniform(2), 1);
    assertThatThrownBy(() -> sample(4, r))
        .hasMessage(
            "[GM/SHAPE] a step changes the type or shape of array 'x': found FLOAT64[B, 2]; expected"
                + " FLOAT32[B, 2]");
    assertThatThrownBy(() -> new GridSampler(0))
        .hasMessage(
            "[GM/CONFIG] the chunk of a sampler is not a number of rows: found chunk = 0; expected at"
                + " least 1");
  }
}
