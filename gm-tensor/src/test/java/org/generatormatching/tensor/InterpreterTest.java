package org.generatormatching.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the operations mean: special values, order, rounding, symbolic axes. */
class InterpreterTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  private static Tensor doubles(double... v) {
    return Tensor.of(HostArray.of(v));
  }

  private static Tensor longs(long... v) {
    return Tensor.of(HostArray.of(v));
  }

  private static double[] eval(Tensor t) {
    return Reference.eval(t).doubles();
  }

  private static HostArray at(Tensor t, int batch, Tensor x, HostArray v) {
    return Reference.eval(List.of(t), batch, Map.of(x, v), NoiseKey.none()).get(0);
  }

  /** The noise that is given takes the place of what would be drawn; the rest is drawn as ever. */
  @Test
  void noiseCanBeChosen() {
    Tensor a = Rng.root().fork("a").normal(DType.FLOAT64, Shape.of(Shape.B));
    Tensor b = Rng.root().fork("b").normal(DType.FLOAT64, Shape.of(Shape.B));
    HostArray drawn = Reference.eval(List.of(b), 2, Map.of(), NoiseKey.none()).get(0);
    assertThat(at(a.times(2), 2, a, HostArray.of(new double[] {1, -3}, 2)).doubles())
        .containsExactly(2, -6);
    assertThat(at(b.plus(a.times(0)), 2, a, HostArray.of(new double[] {1, -3}, 2)))
        .isEqualTo(drawn);
    assertThatThrownBy(() -> at(a, 2, a, HostArray.of(new double[] {1}, 1)))
        .hasMessageContaining("noise");
  }

  @Test
  void maximaPropagateNan() {
    Tensor x = doubles(1, NAN, 3);
    assertThat(eval(x.max(2))).containsExactly(2, NAN, 3);
    assertThat(eval(x.min(2))).containsExactly(1, NAN, 2);
    assertThat(eval(x.amax())).containsExactly(NAN);
    assertThat(eval(x.amin())).containsExactly(NAN);
    assertThat(eval(x.argmax(0))).containsExactly(1);
    assertThat(eval(x.clamp(0, 2))).containsExactly(1, NAN, 2);
  }

  @Test
  void comparisonsWithNanAreFalse() {
    Tensor x = doubles(1, NAN, INF);
    assertThat(eval(x.le(1))).containsExactly(1, 0, 0);
    assertThat(eval(x.ge(1))).containsExactly(1, 0, 1);
    assertThat(eval(x.eq(x))).containsExactly(1, 0, 1);
    assertThat(eval(x.ne(x))).containsExactly(0, 1, 0);
    assertThat(eval(x.isFinite())).containsExactly(1, 0, 0);
    assertThat(eval(x.sign())).containsExactly(1, 0, 1);
  }

  @Test
  void powers() {
    Tensor x = doubles(0, 0, 1, 1, 2);
    assertThat(eval(x.pow(doubles(0, 2, NAN, INF, 0.5)))).containsExactly(1, 0, 1, 1, Math.sqrt(2));
  }

  @Test
  void reductionsOverNothing() {
    Tensor x = Tensor.of(HostArray.zeros(DType.FLOAT64, 2, 0));
    assertThat(eval(x.sum(1))).containsExactly(0, 0);
    assertThat(eval(x.amax(1))).containsExactly(-INF, -INF);
    assertThat(eval(x.mean(1))).containsExactly(NAN, NAN);
    assertThat(eval(x.logSumExp(1))).containsExactly(-INF, -INF);
    assertThat(eval(x.lt(0).any(1))).containsExactly(0, 0);
    assertThat(eval(x.lt(0).all(1))).containsExactly(1, 1);
  }

  @Test
  void theFirstLargestValueWins() {
    assertThat(eval(doubles(1, 3, 3, 2).argmax(0))).containsExactly(1);
  }

  @Test
  void sortingIsStableAndPutsNanLast() {
    assertThat(eval(longs(2, 1, 2, 1, 0).argsort(0))).containsExactly(4, 1, 3, 0, 2);
    assertThat(eval(doubles(NAN, 1, -0.0, 0, INF).argsort(0))).containsExactly(2, 3, 1, 4, 0);
    SplittableRandom random = new SplittableRandom(3);
    long[] v = random.longs(1000, 0, 20).toArray();
    double[] order = eval(longs(v).argsort(0));
    for (int i = 1; i < v.length; i++) {
      long a = v[(int) order[i - 1]];
      long b = v[(int) order[i]];
      assertThat(a < b || (a == b && order[i - 1] < order[i])).isTrue();
    }
  }

  @Test
  void searchCountsEntriesOnEitherSide() {
    Tensor rows = doubles(1, 2, 2, 3);
    Tensor values = doubles(0, 1, 2, 2.5, 3, 9, NAN);
    assertThat(eval(rows.searchSorted(values, false))).containsExactly(0, 0, 1, 3, 3, 4, 4);
    assertThat(eval(rows.searchSorted(values, true))).containsExactly(0, 1, 3, 3, 4, 4, 4);
  }

  @Test
  void integersDivideDownwards() {
    Tensor a = longs(7, -7, 7, -7);
    Tensor b = longs(2, 2, -2, -2);
    assertThat(eval(a.floorDiv(b))).containsExactly(3, -4, -4, 3);
    assertThat(eval(a.floorMod(b))).containsExactly(1, 1, -1, -1);
    assertThatThrownBy(() -> eval(a.floorDiv(longs(0))))
        .hasMessageStartingWith(
            "[GM/ENGINE_FAILED] division of an integer by zero (at InterpreterTest.java:");
  }

  @Test
  void castsRound() {
    double third = 1.0 / 3;
    assertThat(eval(doubles(third).cast(DType.FLOAT32).cast(DType.FLOAT64)))
        .containsExactly((float) third);
    // ties to even: 1 + 2^-8 lies between 1 and 1 + 2^-7, 1 + 3 2^-8 between 1 + 2^-7 and 1 + 2^-6
    double[] x = {1 + 0x1p-8, 1 + 3 * 0x1p-8, 1 + 0x1.8p-8, -3.3e38, 1e39, NAN, 0x1p-133};
    assertThat(eval(doubles(x).cast(DType.BFLOAT16).cast(DType.FLOAT64)))
        .containsExactly(1, 1 + 0x1p-6, 1 + 0x1p-7, -0x1.fp127, INF, NAN, 0x1p-133);
    assertThat(eval(doubles(2.9, -2.9).cast(DType.INT64))).containsExactly(2, -2);
    assertThat(eval(doubles(0, -0.0, 0.1).cast(DType.BOOL))).containsExactly(0, 0, 1);
  }

  @Test
  void scatterAddsRepeatedIndices() {
    Tensor x = doubles(10, 20, 30);
    assertThat(eval(x.scatterAdd(0, longs(2, 0, 2, 2), doubles(1, 2, 3, 4))))
        .containsExactly(12, 20, 38);
  }

  @Test
  void anIndexOutOfRangeNamesTheLine() {
    assertThatThrownBy(() -> eval(doubles(1, 2).gather(0, longs(0, 2))))
        .hasMessageStartingWith(
            "[GM/ENGINE_FAILED] an index is out of range: found 2; expected 0..1 (at"
                + " InterpreterTest.java:");
    assertThatThrownBy(() -> eval(doubles(1, 2).take(longs(-1))))
        .hasMessageContaining("found -1; expected 0..1");
    assertThat(eval(longs(-1, 1, 2).oneHot(2, DType.FLOAT64))).containsExactly(0, 0, 0, 1, 0, 0);
  }

  @Test
  void twoBatchesStandOneAfterTheOther() {
    Tensor x = Tensor.input("x", DType.FLOAT64, Shape.of(Shape.B, 1));
    HostArray v = HostArray.of(new double[] {1, 2}, 2, 1);
    Tensor both = Tensor.concat(0, x, x.times(10));
    assertThat(both.shape()).isEqualTo(Shape.of(Shape.batch(2), 1));
    assertThat(at(both, 2, x, v).doubles()).containsExactly(1, 2, 10, 20);
    assertThat(at(both.slice(0, 1, 2), 2, x, v).doubles()).containsExactly(10, 20);
    assertThat(at(x.pad(0, 1, 1), 2, x, v).doubles()).containsExactly(0, 0, 1, 2, 0, 0);
    assertThat(at(both.flip(0), 2, x, v).doubles()).containsExactly(20, 10, 2, 1);
  }

  @Test
  void repeatedRowsStandTogether() {
    Tensor x = Tensor.input("x", DType.FLOAT64, Shape.of(Shape.B, 1));
    HostArray v = HostArray.of(new double[] {1, 2}, 2, 1);
    Tensor three = x.repeatRows(3);
    assertThat(three.shape()).isEqualTo(Shape.of(Shape.batch(3), 1));
    assertThat(at(three, 2, x, v).doubles()).containsExactly(1, 1, 1, 2, 2, 2);
    assertThat(at(three.reshape(Shape.B, 3).mean(1), 2, x, v).doubles()).containsExactly(1, 2);
    assertThat(at(Tensor.batchSize(DType.INT64), 2, x, v).doubles()).containsExactly(2);
  }

  @Test
  void noiseIsTheHostsNoise() {
    Tensor n = Rng.root().fork("a").normal(DType.FLOAT64, Shape.of(Shape.B, 2));
    NoiseSpec spec = ((Attribute.Noise) n.attribute()).spec();
    NoiseKey key = new NoiseKey(5, 6, 7);
    HostArray got = Reference.eval(List.of(n.times(1)), 3, Map.of(), key).get(0);
    assertThat(got).isEqualTo(Noise.draw(spec, DType.FLOAT64, n.shape(), 3, key));
  }

  @Test
  void resultsShareNoStorageWithLeavesOrEachOther() {
    Tensor x = Tensor.input("x", DType.FLOAT64, Shape.of(4));
    HostArray v = HostArray.of(new double[] {1, 2, 3, 4});
    HostArray c = HostArray.of(new double[] {5});
    Tensor sine = x.sin();
    List<HostArray> r =
        Reference.eval(
            List.of(x, x.reshape(2, 2), sine, sine.reshape(2, 2), Tensor.of(c)),
            1,
            Map.of(x, v),
            NoiseKey.none());
    List<double[]> storage = r.stream().map(HostArray::doubles).toList();
    Set<double[]> different = Collections.newSetFromMap(new IdentityHashMap<>());
    different.addAll(storage);
    different.addAll(List.of(v.doubles(), c.doubles()));
    assertThat(different).hasSize(7);
    storage.forEach(s -> s[0] = -1);
    assertThat(v.get(0)).isEqualTo(1);
    assertThat(r.get(3).get(1)).isEqualTo(Math.sin(2));
  }

  @Test
  void missingAndUnfitLeavesAreListedTogether() {
    Tensor x = Tensor.input("x", DType.FLOAT64, Shape.of(Shape.B, 2));
    Tensor y = Tensor.input("y", DType.FLOAT64, Shape.of(2));
    Tensor z = Tensor.input("z", DType.FLOAT64, Shape.of(2));
    Tensor w =
        new Weight("w", DType.FLOAT64, Shape.of(2), new Weight.Initializer.Constant(0)).tensor();
    Map<Tensor, HostArray> some =
        Map.of(x, HostArray.of(new double[2], 1, 2), y, HostArray.of(new float[2]));
    assertThatThrownBy(
            () -> Reference.eval(List.of(x.plus(y).plus(z).plus(w)), 3, some, NoiseKey.none()))
        .hasMessageMatching(
            """
            \\[GM/SHAPE] input 'x' does not fit: found FLOAT64\\[1, 2]; expected FLOAT64\\[B, 2], that is \\[3, 2] at B = 3
            \\[GM/DTYPE] input 'y' does not fit: found FLOAT32\\[2]; expected FLOAT64\\[2]
            \\[GM/INPUT] input 'z' has no value \\(at InterpreterTest.java:\\d+\\)
            \\[GM/INPUT] weight 'w' has no value \\(at InterpreterTest.java:\\d+\\)"""
                .stripIndent());
  }

  @Test
  void weightsAreFoundByName() {
    Weight w = new Weight("w", DType.FLOAT64, Shape.of(2), new Weight.Initializer.Constant(0));
    Map<Tensor, HostArray> values = Map.of(w.tensor(), HostArray.of(new double[] {1, 2}));
    assertThat(
            Reference.eval(List.of(w.tensor().times(2)), 1, values, NoiseKey.none())
                .get(0)
                .doubles())
        .containsExactly(2, 4);
  }

  @Test
  void extremeLogits() {
    Tensor x = Tensor.of(HostArray.of(new double[] {1000, 0, -INF, -1000, -INF, -INF}, 2, 3));
    assertThat(eval(x.softmax(1))).containsExactly(1, 0, 0, 1, 0, 0);
    assertThat(eval(x.logSoftmax(1))).containsExactly(0, -1000, -INF, 0, -INF, -INF);
    assertThat(eval(x.logSumExp(1))).containsExactly(1000, -1000);
  }
}
