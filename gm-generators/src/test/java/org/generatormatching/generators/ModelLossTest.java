package org.generatormatching.generators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Context;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Example;
import org.generatormatching.api.Factor;
import org.generatormatching.api.FactorizedModel;
import org.generatormatching.api.Head;
import org.generatormatching.api.HeadLoss;
import org.generatormatching.api.Lifted;
import org.generatormatching.api.Model;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Supervision;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.path.DataSupervision;
import org.generatormatching.api.path.MirroredSupervision;
import org.generatormatching.api.path.MixturePath;
import org.generatormatching.api.path.ProductPath;
import org.generatormatching.api.schedule.Cosine;
import org.generatormatching.api.schedule.Power;
import org.generatormatching.spaces.Categorical;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.spaces.ProductSpace;
import org.generatormatching.tck.oracle.Interpreted;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ModelLossTest {
  private final Euclidean plane = Euclidean.of(2);
  private final ConditionalPath path = new AffineGaussianPath(plane, new Cosine());
  private final Head velocity = GaussianHead.velocity(path);
  private final Head x1 = GaussianHead.x1(path);
  private final Batch data = Batch.of("x", HostArray.of(new float[] {1, 2, 3, 4, -5, 6}, 3, 2));

  private static Batch loss(FactorizedModel f, Model m, Batch data) {
    return Interpreted.of(
        data,
        1,
        z -> {
          ModelLoss l = ModelLoss.of(f, m);
          return State.of(
              "rows", l.rows(z, Rng.root(), Context.none()),
              "mean", l.mean(z, Rng.root(), Context.none()).broadcast(Shape.of(Shape.B)));
        });
  }

  /** The model 0: sums of squares of the targets, weighted by head and by row, FLOAT64. */
  @Test
  void lossesAreWeightedSumsOverCoordinatesAndMeansOverRows() {
    Model zero = (x, t, c) -> head -> Prediction.of(x.map(v -> v.like(0)));
    Supervision half =
        (rng, z, t) -> {
          Drawn d = path.draw(rng, z, t);
          return new Example(d.xt(), t, Evidence.data(z, d), t.t().like(0.5));
        };
    Factor f =
        new Factor(
            "",
            plane,
            path,
            List.of(
                new HeadLoss(x1, new SquaredError(), 3), new HeadLoss(x1, new SquaredError(), 1)));
    Batch out = loss(new FactorizedModel(List.of(f), half), zero, data);
    assertThat(out.get("rows").dtype()).isEqualTo(DType.FLOAT64);
    assertThat(out.get("rows").doubles()).containsExactly(10, 50, 122);
    assertThat(out.get("mean").get(0)).isCloseTo(182 / 3.0, within(1e-12));
  }

  /** The two examples of a row have opposite noise; conditions come along. */
  @Test
  void mirroredNoiseMakesTwoExamplesOfARow() {
    Batch out =
        Interpreted.of(
            data.with("label", HostArray.of(new float[] {7, 8, 9}, 3)),
            1,
            in -> {
              State z = State.of("x", in.get("x"));
              Times t = Times.at(0.3, z.rows());
              Example e = new MirroredSupervision(path).draw(Rng.root(), z, t);
              Model sees =
                  (x, now, c) ->
                      head ->
                          Prediction.of(
                              x.map(v -> v.like(0).plus(c.arrays().get("label").alignTo(v))));
              Factor f =
                  new Factor("", plane, path, List.of(new HeadLoss(x1, new SquaredError(), 1)));
              FactorizedModel m = new FactorizedModel(List.of(f), new MirroredSupervision(path));
              Context labels = new Context(State.of("label", in.get("label")));
              return State.of("xt", e.xt().get("x"), "noise", e.evidence().drawn().noise().get("x"))
                  .with(
                      "target", velocity.target(e.evidence(), e.t()).dense().orElseThrow().get("x"))
                  .with(
                      "loss",
                      new ModelLoss(m, sees, TimeLaw.uniform()).rows(z, Rng.root(), labels));
            });
    double alpha = Math.sin(Math.PI / 2 * 0.3);
    for (int i = 0; i < 6; i++) {
      int row = i / 2;
      int first = 4 * row + i % 2;
      double z = data.get("x").get(i);
      assertThat(out.get("noise").get(first))
          .isNotZero()
          .isEqualTo(-out.get("noise").get(first + 2));
      double middle = (out.get("xt").get(first) + out.get("xt").get(first + 2)) / 2;
      assertThat(middle).isCloseTo(alpha * z, within(1e-5));
      double target = (out.get("target").get(first) + out.get("target").get(first + 2)) / 2;
      assertThat(target).isCloseTo(Math.PI / 2 * Math.cos(Math.PI / 2 * 0.3) * z, within(1e-5));
    }
    // sums over coordinates of (z - label)^2, each row twice
    assertThat(out.get("loss").doubles()).containsExactly(61, 61, 41, 41, 205, 205);
  }

  @Test
  void onlyGaussianNoiseCanBeMirrored() {
    ConditionalPath tokens = MixturePath.uniform(new Categorical(2, 3), new Power(1));
    assertThatThrownBy(() -> new MirroredSupervision(tokens))
        .hasMessageStartingWith("[GM/UNSUPPORTED]")
        .hasMessageContaining("mirrored noise");
  }

  /** One evaluation of the model serves all heads of all factors. */
  @Test
  void oneEvaluationServesAllHeads() {
    int[] calls = {0};
    Model counting =
        (x, t, c) -> {
          calls[0]++;
          return head -> Prediction.of(x.factor("p"));
        };
    Factor f =
        new Factor(
            "p",
            plane,
            path,
            List.of(
                new HeadLoss(velocity, new SquaredError(), 1),
                new HeadLoss(x1, new SquaredError(), 1)));
    ConditionalPath product =
        new ProductPath(new ProductSpace(Map.of("p", plane)), Map.of("p", path));
    FactorizedModel m = new FactorizedModel(List.of(f), new DataSupervision(product));
    Interpreted.of(
        new Batch(Map.of()).join("p", data),
        1,
        z -> State.of("l", ModelLoss.of(m, counting).rows(z, Rng.root(), Context.none())));
    assertThat(calls[0]).isEqualTo(1);
    assertThat(m.losses()).hasSize(2);
    assertThat(m.losses().get(1).head()).isEqualTo(Lifted.head("p", x1));
  }

  /** A lifted head at the factor's own time is the head at that time. */
  @Test
  void liftedHeadsLookAtTheirOwnFactorAndTime() {
    Map<String, StateSpace> spaces = new LinkedHashMap<>();
    spaces.put("p", plane);
    spaces.put("q", plane);
    Map<String, ConditionalPath> paths = new LinkedHashMap<>();
    paths.put("p", path);
    paths.put("q", path);
    ConditionalPath product = new ProductPath(new ProductSpace(spaces), paths);
    Batch z = new Batch(Map.of()).join("p", data).join("q", data.rows(new int[] {1, 2, 0}));
    Batch out =
        Interpreted.of(
            z,
            1,
            s -> {
              Times own = Times.at(0.8, s.rows());
              Times t = Times.at(0.2, s.rows()).with("q", own);
              Drawn d = product.draw(Rng.root(), s, t);
              Evidence e = Evidence.data(s, d);
              Head lifted = Lifted.head("q", velocity);
              State whole = lifted.target(e, t).dense().orElseThrow();
              State part =
                  velocity
                      .target(Evidence.data(s.factor("q"), d.factor("q")), own)
                      .dense()
                      .orElseThrow();
              return State.of("whole", whole.get("x"), "part", part.get("x"));
            });
    assertThat(out.get("whole")).isEqualTo(out.get("part"));
    assertThat(Lifted.head("q", velocity).raw()).isEqualTo(velocity.raw());
  }

  /** Times of factors are independent of each other and of the common time. */
  @Test
  void timeLawsAreUniformAndIndependent() {
    int n = 20000;
    Batch out =
        Interpreted.of(
            n,
            5,
            () -> {
              Times t = TimeLaw.independent(List.of("a", "b")).draw(Rng.root(), Shape.B);
              Tensor ab = t.factor("a").t().times(t.factor("b").t());
              Tensor ta = t.t().times(t.factor("a").t());
              return State.of("ab", ab, "ta", ta).with("t", t.t());
            });
    double error = 5 * Math.sqrt(7.0 / 144 / n);
    assertThat(mean(out, "ab")).isCloseTo(0.25, within(error));
    assertThat(mean(out, "ta")).isCloseTo(0.25, within(error));
    assertThat(mean(out, "t")).isCloseTo(0.5, within(5 * Math.sqrt(1.0 / 12 / n)));
  }

  /** 1 - t = u^3: moments 1/4 and 1/7, and t is its complement. */
  @Test
  void lateTimesArePowersOfUniformOnes() {
    int n = 20000;
    Batch out =
        Interpreted.of(
            n,
            6,
            () -> {
              Times t = TimeLaw.late(3).draw(Rng.root(), Shape.B);
              Tensor left = t.oneMinusT();
              return State.of("left", left, "square", left.times(left)).with("t", t.t());
            });
    assertThat(mean(out, "left")).isCloseTo(0.25, within(5 * Math.sqrt((1.0 / 7 - 1.0 / 16) / n)));
    assertThat(mean(out, "square"))
        .isCloseTo(1.0 / 7, within(5 * Math.sqrt((1.0 / 13 - 1.0 / 49) / n)));
    assertThat(mean(out, "t")).isCloseTo(1 - mean(out, "left"), within(1e-12));
  }

  private static double mean(Batch b, String n) {
    return Arrays.stream(b.get(n).doubles()).average().orElseThrow();
  }
}
