package org.generatormatching.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.State;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ConditionsTest {
  private static final Condition LABEL = new Condition("label", Optional.of(2));
  private static final Condition MASS = new Condition("mass", Optional.empty());
  private static final Signature DATA =
      Signature.of("x", ArraySpec.floats(3))
          .with("label", new ArraySpec(DType.INT64, Shape.of(Shape.B)))
          .with("mass", new ArraySpec(DType.FLOAT32, Shape.of(Shape.B)));
  private static final Conditions BOTH = Conditions.of(List.of(LABEL, MASS), DATA);

  private static Batch told(long[] label, double... mass) {
    return Batch.of("label", HostArray.of(label))
        .with("mass", HostArray.of(DType.FLOAT32, mass, mass.length));
  }

  private static double[] read(State s, String name) {
    return Reference.eval(s.get(name)).doubles();
  }

  @Test
  void whatIsAbsentHasAnEntryOfItsOwn() {
    Batch rows = told(new long[] {0, 1, -1}, 2.5, Double.NaN, -1);
    State in = State.of("label", Tensor.of(rows.get("label")), "mass", Tensor.of(rows.get("mass")));
    State seen = BOTH.apply(in);
    double s = Math.sqrt(2);
    double[] label = read(seen, "label");
    double[] expected = {0, s, 0, 0, 0, s, s, 0, 0};
    for (int i = 0; i < expected.length; i++) {
      assertThat(label[i]).isCloseTo(expected[i], within(1e-6));
    }
    assertThat(read(seen, "mass")).containsExactly(2.5, 0, 0, 1, -1, 0);
    assertThat(BOTH.encoded().get("label").toString()).isEqualTo("FLOAT32[B, 3]");
    assertThat(BOTH.encoded().get("mass").toString()).isEqualTo("FLOAT32[B, 2]");
  }

  @Test
  void rowsLoseAllTheirConditionsAtTheGivenRate() {
    int n = 4000;
    long[] label = new long[n];
    double[] mass = new double[n];
    Arrays.fill(label, 1);
    Arrays.fill(mass, 3);
    Batch once = BOTH.dropped(HostRng.of(1).at(7), told(label, mass), 0.25);
    assertThat(BOTH.dropped(HostRng.of(1).at(7), told(label, mass), 0.25)).isEqualTo(once);
    assertThat(BOTH.dropped(HostRng.of(1).at(8), told(label, mass), 0.25)).isNotEqualTo(once);
    int lost = 0;
    for (int i = 0; i < n; i++) {
      boolean gone = once.get("label").get(i) == -1;
      assertThat(Double.isNaN(once.get("mass").get(i))).isEqualTo(gone);
      lost += gone ? 1 : 0;
    }
    // 1000 +- 27.4: 5 deviations, a false alarm in 1.7 million seeds
    assertThat(lost).isBetween(1000 - 137, 1000 + 137);
    assertThat(BOTH.dropped(HostRng.of(1), told(label, mass), 0)).isEqualTo(told(label, mass));
  }

  @Test
  void arraysThatDoNotFitAreToldTogether() {
    assertThatThrownBy(
            () ->
                Conditions.of(
                    List.of(
                        new Condition("labels", Optional.of(2)),
                        new Condition("label", Optional.empty()),
                        new Condition("mass", Optional.of(4))),
                    DATA))
        .hasMessage(
            "[GM/CONFIG] the data have no such array to tell the model: found 'labels'; expected"
                + " one of [x, label, mass]. Some data sets carry labels only when they are asked"
                + " to.\n"
                + "[GM/CONFIG] a condition has another type than its array: found 'label' INT64[B]"
                + " without categories; expected 'categories: K' for INT64, nothing for floating"
                + " numbers\n"
                + "[GM/CONFIG] a condition has another type than its array: found 'mass'"
                + " FLOAT32[B] with 4 categories; expected 'categories: K' for INT64, nothing for"
                + " floating numbers");
    assertThatThrownBy(() -> Conditions.of(List.of(MASS, MASS), DATA))
        .hasMessage("[GM/CONFIG] two conditions are the same array: found 'mass' twice");
    assertThatThrownBy(() -> new Condition("label", Optional.of(0)))
        .hasMessage("[GM/CONFIG] a condition has too few categories: found 0; expected at least 1");
  }

  @Test
  void categoriesThatTheModelDoesNotKnowAreRefused() {
    assertThatThrownBy(() -> BOTH.check(told(new long[] {0, 2, 5, -1, 2}, 0, 0, 0, 0, 0)))
        .hasMessage(
            "[GM/DATA] the data have categories that the model does not know: found [2, 5] in"
                + " 'label'; expected 0 to 1, or -1 for none");
    BOTH.check(told(new long[] {0, 1, -1}, 0, 0, 0));
  }
}
