package org.generatormatching.training.coupling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Coupling;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.Example;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Source;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.path.MixturePath;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.spaces.Categorical;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Tensor;
import org.junit.jupiter.api.Test;

class CoupledSupervisionTest {
  private static final AffineGaussianPath PATH =
      new AffineGaussianPath(Euclidean.of(2), Convex.condOt());
  private static final Batch TOLD_NOTHING = new Batch(Map.of());
  private static final OptimalTransport TRANSPORT =
      new OptimalTransport(Optional.empty(), Optional.empty());

  private final HostRng rng = HostRng.of(1);

  private Batch data(int n) {
    float[] x = new float[2 * n];
    double[] e = rng.fork("data").normals(2 * n);
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (3 + e[i]);
    }
    return Batch.of("x", HostArray.of(x, n, 2));
  }

  private static double[] sorted(HostArray a) {
    double[] v = a.doubles();
    Arrays.sort(v);
    return v;
  }

  private static double cost(Batch prepared) {
    Batch x0 = prepared.factor("x0");
    Batch x1 = prepared.factor("x1");
    SquaredDistance d = new SquaredDistance(x0, x1);
    double sum = 0;
    for (int i = 0; i < x1.size(); i++) {
      sum += d.between(i, i) / x1.size();
    }
    return sum;
  }

  private static State constant(Batch batch) {
    State s = State.empty();
    for (var e : batch.arrays().entrySet()) {
      s = s.with(e.getKey(), Tensor.of(e.getValue()));
    }
    return s;
  }

  @Test
  void dataKeepTheirPlaceAndEverySourcePointIsUsedOnce() {
    Batch data = data(64);
    var transport = new CoupledSupervision(PATH, TRANSPORT);
    Batch a = transport.prepare(rng, data, TOLD_NOTHING);
    Batch b = new CoupledSupervision(PATH, new Independent()).prepare(rng, data, TOLD_NOTHING);
    assertThat(a.factor("x1")).isEqualTo(data);
    assertThat(a.signature()).isEqualTo(transport.prepared(data.signature()));
    assertThat(a.get("x0.x")).isNotEqualTo(b.get("x0.x"));
    assertThat(sorted(a.get("x0.x"))).isEqualTo(sorted(b.get("x0.x")));
    assertThat(transport.measured(a)).containsOnlyKeys("coupling-cost");
    assertThat(a.get("cost").get(0)).isCloseTo(cost(a), within(1e-9)).isLessThan(cost(b));
  }

  @Test
  void aBatchIsAFunctionOfItsStep() {
    Batch data = data(16);
    var s = new CoupledSupervision(PATH, TRANSPORT);
    assertThat(s.prepare(rng.at(3), data, TOLD_NOTHING))
        .isEqualTo(s.prepare(rng.at(3), data, TOLD_NOTHING));
    assertThat(s.prepare(rng.at(4), data, TOLD_NOTHING).get("x0.x"))
        .isNotEqualTo(s.prepare(rng.at(3), data, TOLD_NOTHING).get("x0.x"));
  }

  /** 20,000 numbers of N(0, 1): bounds of 5 deviations, a false alarm in a million. */
  @Test
  void sourcePointsHaveTheLawOfTheSource() {
    Batch b =
        new CoupledSupervision(PATH, new Independent()).prepare(rng, data(10_000), TOLD_NOTHING);
    double[] x = b.get("x0.x").doubles();
    assertThat(Arrays.stream(x).sum() / x.length).isCloseTo(0, within(5 / Math.sqrt(x.length)));
    assertThat(Arrays.stream(x).map(v -> v * v).sum() / x.length)
        .isCloseTo(1, within(5 * Math.sqrt(2.0 / x.length)));
  }

  @Test
  void theGivenSourcePointIsTheNoise() {
    var s = new CoupledSupervision(PATH, TRANSPORT);
    Batch b = s.prepare(rng, data(8), TOLD_NOTHING);
    Example e = s.draw(Rng.root(), constant(b), Times.at(0.25, 8));
    double[] xt = Reference.eval(e.xt().get("x")).doubles();
    double[] x0 = b.get("x0.x").doubles();
    double[] x1 = b.get("x1.x").doubles();
    for (int i = 0; i < xt.length; i++) {
      assertThat(xt[i]).isCloseTo(0.75 * x0[i] + 0.25 * x1[i], within(1e-6));
    }
    assertThat(Reference.eval(e.evidence().drawn().noise().get("x"))).isEqualTo(b.get("x0.x"));
  }

  @Test
  void theGatesOfAMixtureStayRandom() {
    Categorical space = new Categorical(50, 3);
    var s = new CoupledSupervision(MixturePath.uniform(space, Convex.condOt().alpha()), TRANSPORT);
    Batch data = Batch.of("tokens", HostArray.of(new long[400], 8, 50));
    Batch b = s.prepare(rng, data, TOLD_NOTHING);
    double[] x0 = b.get("x0.tokens").doubles();
    assertThat(x0).contains(0, 1, 2);
    Example e = s.draw(Rng.root(), constant(b), Times.at(0.5, 8));
    double[] xt = Reference.eval(e.xt().get("tokens")).doubles();
    int arrived = 0;
    int open = 0;
    for (int i = 0; i < xt.length; i++) {
      assertThat(xt[i]).isIn(x0[i], 0.0);
      open += x0[i] != 0 ? 1 : 0;
      arrived += x0[i] != 0 && xt[i] == 0 ? 1 : 0;
    }
    // half of about 270: 5 deviations
    assertThat(arrived - open / 2.0).isBetween(-2.5 * Math.sqrt(open), 2.5 * Math.sqrt(open));
  }

  /** Data row 0 has source rows 0 and 1 with 1/8 and 3/8, data row 1 the same the other way. */
  @Test
  void aPlanThatSplitsRowsIsDrawnFrom() {
    record Split() implements Coupling {
      @Override
      public ComponentId id() {
        return ComponentId.of("split@1");
      }

      @Override
      public Coupled pair(HostRng rng, Batch source, Batch data, Batch conditions) {
        double[] w = {0.125, 0.375, 0.375, 0.125};
        return new Coupled(new int[] {0, 1, 0, 1}, new int[] {0, 0, 1, 1}, w, 2);
      }
    }

    var split = new CoupledSupervision(PATH, new Split());
    Batch data = data(2);
    int[] first = new int[2];
    for (int k = 0; k < 4000; k++) {
      Batch b = split.prepare(rng.at(k), data, TOLD_NOTHING);
      HostArray source = sourceRows(rng.at(k));
      for (int j = 0; j < 2; j++) {
        first[j] += b.get("x0.x").rows(j, j + 1).equals(source.rows(0, 1)) ? 1 : 0;
      }
    }
    // 4000 draws of probability 1/4 and 3/4: 5 deviations of 27.4
    assertThat(first[0]).isBetween(1000 - 137, 1000 + 137);
    assertThat(first[1]).isBetween(3000 - 137, 3000 + 137);
  }

  /** The source rows of a step, in order: what a coupling sees. */
  private HostArray sourceRows(HostRng step) {
    List<Batch> seen = new ArrayList<>();
    record Seeing(List<Batch> seen) implements Coupling {
      @Override
      public ComponentId id() {
        return ComponentId.of("seeing@1");
      }

      @Override
      public Coupled pair(HostRng rng, Batch source, Batch data, Batch conditions) {
        seen.add(source);
        return new Independent().pair(rng, source, data, conditions);
      }
    }

    new CoupledSupervision(PATH, new Seeing(seen)).prepare(step, data(2), TOLD_NOTHING);
    return seen.get(0).get("x");
  }

  @Test
  void pathsWithoutAnInterpolantAreRefused() {
    record Opaque(AffineGaussianPath path) implements ConditionalPath {
      @Override
      public ComponentId id() {
        return ComponentId.of("opaque@1");
      }

      @Override
      public StateSpace space() {
        return path.space();
      }

      @Override
      public Source source() {
        return path.source();
      }

      @Override
      public Drawn draw(Rng rng, State z, Times t) {
        return path.draw(rng, z, t);
      }

      @Override
      public <T extends PathTrait> Optional<T> trait(Class<T> kind) {
        return Optional.empty();
      }
    }

    assertThatThrownBy(() -> new CoupledSupervision(new Opaque(PATH), TRANSPORT))
        .hasMessage(
            "[GM/UNSUPPORTED] the coupling optimal-transport@1 does not fit the path opaque@1 on"
                + " euclidean@1: expected a path with the trait Interpolant");
  }
}
