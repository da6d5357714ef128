package org.generatormatching.eval.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Codec;
import org.generatormatching.api.Dataset;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.junit.jupiter.api.Test;

class ScalingTest {
  private final Dataset digits = new Digits(true).load(Path.of("."));
  private final Batch train = digits.trainingSet().orElseThrow();

  @Test
  void digitsFillMinusOneToOneAndComeBack() {
    Codec codec = new Scaling(null, null).fit(digits);
    Batch points = codec.encode(train);
    assertThat(Arrays.stream(points.get("x").doubles()).summaryStatistics())
        .satisfies(s -> assertThat(s.getMin()).isEqualTo(-1))
        .satisfies(s -> assertThat(s.getMax()).isEqualTo(1));
    assertThat(points.get("label")).isEqualTo(train.get("label"));
    assertThat(codec.decode(points)).isEqualTo(train);
  }

  @Test
  void wholeNumbersAreRoundedAndClipped() {
    Codec codec = new Scaling(null, null).fit(digits);
    float[] p = new float[64];
    p[0] = -1.2f;
    p[1] = 1.3f;
    p[2] = 0.06f;
    p[3] = -0.99f;
    Batch raw = codec.decode(Batch.of("x", HostArray.of(p, 1, 8, 8)));
    assertThat(Arrays.copyOf(raw.get("x").floats(), 5)).containsExactly(0, 16, 8, 0, 8);
    Codec free = new Scaling(null, Scaling.Rounding.NEVER).fit(digits);
    assertThat(free.decode(Batch.of("x", HostArray.of(p, 1, 8, 8))).get("x").floats()[0])
        .isCloseTo(-1.6f, within(1e-5f));
  }

  @Test
  void standardisesEachCoordinateAndLeavesConstantsAlone() {
    Codec codec = new Scaling(Scaling.Method.STANDARD, null).fit(digits);
    double[] z = codec.encode(train).get("x").doubles();
    for (int j = 0; j < 64; j++) {
      double mean = 0;
      double square = 0;
      for (int r = 0; r < 1437; r++) {
        mean += z[64 * r + j] / 1437;
        square += z[64 * r + j] * z[64 * r + j] / 1437;
      }
      assertThat(mean).isCloseTo(0, within(1e-6));
      assertThat(square)
          .satisfiesAnyOf(
              s -> assertThat(s).isCloseTo(1, within(1e-5)), s -> assertThat(s).isZero());
    }
    assertThat(codec.decode(codec.encode(train))).isEqualTo(train);
  }

  @Test
  void continuousDataAreNotRoundedNorClipped() {
    Dataset moons = new LawDataset(new Moons(null), new Dataset.Layout.Plane("x", -2, 3), "");
    Codec codec = new Scaling(Scaling.Method.STANDARD, null).fit(moons);
    Batch fresh = moons.training(HostRng.of(1), 0, 500);
    double[] back = codec.decode(codec.encode(fresh)).get("x").doubles();
    assertThat(back).containsExactly(fresh.get("x").doubles(), within(1e-6));
  }

  @Test
  void aSavedCodecIsTheSameCodec() {
    Scaling kind = new Scaling(Scaling.Method.STANDARD, null);
    Codec codec = kind.fit(digits);
    Codec again = kind.restore(codec.fitted());
    assertThat(again).isEqualTo(codec);
    assertThat(again.encode(train)).isEqualTo(codec.encode(train));
    assertThat(codec.id()).hasToString("scaling@1");
  }

  @Test
  void refusesArraysThatItWasNotFittedOn() {
    Codec codec = new Scaling(null, null).fit(digits);
    assertThatThrownBy(() -> codec.encode(Batch.of("y", HostArray.of(new float[64], 1, 64))))
        .hasMessageContaining("[GM/DATA] the codec was not fitted on such an array: found 'y'");
    assertThatThrownBy(() -> codec.encode(Batch.of("x", HostArray.of(new float[63], 1, 63))))
        .hasMessageContaining("[GM/SHAPE] the codec was fitted on points of another size");
  }
}
