package org.generatormatching.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.generatormatching.api.Context;
import org.generatormatching.api.Factor;
import org.generatormatching.api.FactorizedModel;
import org.generatormatching.api.Head;
import org.generatormatching.api.HeadLoss;
import org.generatormatching.api.Lifted;
import org.generatormatching.api.Network;
import org.generatormatching.api.Predictions;
import org.generatormatching.api.State;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.path.DataSupervision;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.generators.GaussianHead;
import org.generatormatching.generators.SquaredError;
import org.generatormatching.generators.TimeLaw;
import org.generatormatching.spaces.Categorical;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Weights;
import org.generatormatching.training.network.Mlp;
import org.junit.jupiter.api.Test;

class NetworkModelTest {
  private static final ComponentId ID = ComponentId.of("mlp@1");
  private static final Network.Kind KIND = new Mlp.Config(List.of(4), null, 1, null).kind();

  private static HeadLoss loss(Head head) {
    return new HeadLoss(head, new SquaredError(), 1);
  }

  private static Factor plane(String name, int d) {
    AffineGaussianPath path = new AffineGaussianPath(Euclidean.of(d), Convex.condOt());
    return new Factor(
        name,
        path.space(),
        path,
        List.of(loss(GaussianHead.velocity(path)), loss(GaussianHead.x1(path))));
  }

  /** Shows what a network is given: its raw outputs are sums of its inputs. */
  private static Network.Kind echo(Map<String, Tensor> seen) {
    return (point, clocks, context, raw) ->
        new Network() {
          @Override
          public Weights weights() {
            return new Weights(List.of());
          }

          @Override
          public State apply(State x, Tensor t, Context c) {
            seen.putAll(x.arrays());
            seen.put("t", t);
            Map<String, Tensor> out = new LinkedHashMap<>();
            int i = 1;
            for (var e : raw.arrays().entrySet()) {
              Shape shape = e.getValue().shape().with(0, x.rows());
              out.put(e.getKey(), Tensor.full(i++, e.getValue().dtype(), shape));
            }
            return new State(out);
          }
        };
  }

  private static Tensor constant(double[] values, long... dims) {
    return Tensor.of(HostArray.of(DType.FLOAT32, values, dims));
  }

  @Test
  void headsOfAllFactorsShareOneEvaluation() {
    List<Factor> factors = List.of(plane("a", 2), plane("b", 1));
    Map<String, Tensor> seen = new LinkedHashMap<>();
    NetworkModel model = new NetworkModel(factors, ID, echo(seen), Conditions.none());
    assertThat(model.raw().names())
        .containsExactly("a.velocity@1.x", "a.x1@1.x", "b.velocity@1.x", "b.x1@1.x");
    State x =
        State.of(
            "a.x", constant(new double[] {1, 2, 3, 4}, 2, 2), "b.x", constant(new double[2], 2, 1));
    Times t = Times.at(0.25, 2).with("b", Times.at(1, 2));
    Predictions seenBy = model.at(x, t, Context.none());
    double next = 1;
    for (Factor f : factors) {
      for (HeadLoss l : f.losses()) {
        Head lifted = Lifted.head(f.name(), l.head());
        HostArray v = Reference.eval(seenBy.of(lifted).value().get("x"));
        assertThat(v.doubles()).containsOnly(next++);
      }
    }
    assertThat(Reference.eval(seen.get("t")).doubles()).containsExactly(0.25, 1, 0.25, 1);
  }

  @Test
  void tokensComeAsOneHotRowsOfUnitSecondMoment() {
    Categorical space = new Categorical(2, 3);
    AffineGaussianPath other = new AffineGaussianPath(Euclidean.of(1), Convex.condOt());
    Factor tokens = new Factor("", space, other, List.of());
    Map<String, Tensor> seen = new LinkedHashMap<>();
    NetworkModel model = new NetworkModel(List.of(tokens), ID, echo(seen), Conditions.none());
    Tensor x = Tensor.of(HostArray.of(new long[] {2, 0}, 1, 2));
    model.at(State.of("tokens", x), Times.at(0, 1), Context.none());
    double[] v = Reference.eval(seen.get("tokens")).doubles();
    double s = Math.sqrt(3);
    double[] expected = {0, 0, s, s, 0, 0};
    for (int i = 0; i < 6; i++) {
      assertThat(v[i]).isCloseTo(expected[i], within(1e-6));
    }
    assertThat(model.description()).contains("reads tokens FLOAT32[B, 2, 3]");
  }

  @Test
  void headsThatTheModelWasNotMadeForAreRefused() {
    Factor f = plane("", 2);
    NetworkModel model = new NetworkModel(List.of(f), ID, KIND, Conditions.none());
    State x = State.of("x", constant(new double[2], 1, 2));
    Predictions p = model.at(x, Times.at(0, 1), Context.none());
    assertThatThrownBy(() -> p.of(GaussianHead.x1(f.path())))
        .hasMessage(
            "[GM/HEAD] the model was not made for this head: found x1@1; expected"
                + " [velocity@1.x, x1@1.x]");
  }

  @Test
  void twoHeadsOfOneIdAreRefused() {
    AffineGaussianPath path = new AffineGaussianPath(Euclidean.of(2), Convex.condOt());
    Factor f =
        new Factor(
            "p",
            path.space(),
            path,
            List.of(loss(GaussianHead.velocity(path)), loss(GaussianHead.velocity(path))));
    assertThatThrownBy(() -> new NetworkModel(List.of(f), ID, KIND, Conditions.none()))
        .hasMessage(
            "[GM/DUPLICATE_ID] a factor has two heads of one id: found 'velocity@1' twice in the"
                + " factor 'p'. Remove one: their weights would have the same names.");
  }

  @Test
  void dataThatDoNotFitAreToldTogether() {
    Factor f = plane("", 3);
    Condition ten = new Condition("label", Optional.empty());
    Conditions label = new Conditions(List.of(ten), Signature.of("label", ArraySpec.floats(10)));
    NetworkModel model = new NetworkModel(List.of(f), ID, KIND, label);
    FactorizedModel factors = new FactorizedModel(List.of(f), new DataSupervision(f.path()));
    assertThatThrownBy(
            () ->
                TrainingTask.of(
                    factors,
                    model,
                    TimeLaw.uniform(),
                    new GaussianProblem.Data(),
                    Optional.empty(),
                    0))
        .hasMessage(
            "[GM/DATA] the data do not fit the model: found 'x' FLOAT32[B, 2]; expected 'x'"
                + " FLOAT32[B, 3]\n"
                + "[GM/DATA] the data do not fit the model: found [x]; expected 'label'"
                + " FLOAT32[B, 10]");
  }
}
