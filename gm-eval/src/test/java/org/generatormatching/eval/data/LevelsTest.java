package org.generatormatching.eval.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Codec;
import org.generatormatching.api.Dataset;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Signature;
import org.junit.jupiter.api.Test;

class LevelsTest {
  private static final Levels USUAL = new Levels(null, Optional.empty());

  private static Dataset rows(Batch rows) {
    return new FiniteDataset(rows, rows, new Dataset.Layout.Columns(), "");
  }

  private static Batch values(float... x) {
    return Batch.of("x", HostArray.of(x, 1, x.length));
  }

  @Test
  void digitsAre64SitesOf17Levels() {
    Dataset digits = new Digits(true).load(Path.of(""));
    Codec codec = USUAL.fit(digits);
    assertThat(codec.points(digits.signature()))
        .isEqualTo(
            Signature.of("tokens", ArraySpec.tokens(64))
                .with("label", digits.signature().get("label")));
    Batch raw = digits.heldOut(20);
    Batch points = codec.encode(raw);
    assertThat(points.get("tokens").doubles()).isEqualTo(raw.get("x").doubles());
    assertThat(points.get("label")).isEqualTo(raw.get("label"));
    assertThat(codec.decode(points)).isEqualTo(raw);
  }

  @Test
  void levelsAreTheValuesThatOccurInOrder() {
    Codec codec = USUAL.fit(rows(values(30, -10, 7, 7, -0f, 0)));
    Batch points = codec.encode(values(-10, 0, -0f, 7, 30, 30));
    assertThat(points.get("tokens")).isEqualTo(HostArray.of(new long[] {0, 1, 1, 2, 3, 3}, 1, 6));
  }

  @Test
  void aTokenThatIsNoLevelDecodesToTheMiddleOrToTheValueThatIsGiven() {
    Dataset data = rows(values(1, 2, 3, 4));
    Batch points = Batch.of("tokens", HostArray.of(new long[] {4, 99, -1, 0}, 1, 4));
    assertThat(USUAL.fit(data).decode(points).get("x").floats()).containsExactly(3, 3, 3, 1);
    assertThat(new Levels("x", Optional.of(-5.0)).fit(data).decode(points).get("x").floats())
        .containsExactly(-5, -5, -5, 1);
  }

  @Test
  void theTokensOfAFactorAreItsOwn() {
    Batch rows =
        Batch.of("pixel.x", HostArray.of(new float[] {3, 5}, 2, 1))
            .with("place.x", HostArray.of(new float[] {0.5f, 1.5f}, 2, 1));
    Codec codec = new Levels("pixel.x", Optional.empty()).fit(rows(rows));
    assertThat(codec.encode(rows).arrays()).containsOnlyKeys("pixel.tokens", "place.x");
    assertThat(codec.decode(codec.encode(rows))).isEqualTo(rows);
  }

  @Test
  void whatCannotBeTokensIsRefused() {
    assertThatThrownBy(() -> USUAL.fit(rows(values(1, 2.5f))))
        .hasMessage(
            "[GM/UNSUPPORTED] levels@1 needs whole numbers: found 2.5 in 'x'. Round the data, or"
                + " use scaling@1 with a space of real numbers.");
    assertThatThrownBy(() -> USUAL.fit(rows(values(2, 2))))
        .hasMessageContaining("[GM/UNSUPPORTED] levels@1 cannot make tokens of so many levels");
    Batch two = values(1, 2).with("y", HostArray.of(new float[] {1, 2}, 1, 2));
    assertThatThrownBy(() -> USUAL.fit(rows(two)))
        .hasMessageContaining(
            "[GM/UNSUPPORTED] levels@1 does not know which array to write as tokens: found");
    Codec codec = USUAL.fit(rows(values(1, 2)));
    assertThatThrownBy(() -> codec.encode(values(1, 4)))
        .hasMessage(
            "[GM/DATA] a value is no level that the codec was fitted on: found 4.0 in 'x';"
                + " expected one of 2 from 1.0 to 2.0");
    assertThatThrownBy(() -> codec.encode(values(1, 2, 1)))
        .hasMessageContaining("[GM/SHAPE] the codec was fitted on points of another size");
    assertThatThrownBy(() -> codec.encode(Batch.of("y", HostArray.of(new float[2], 1, 2))))
        .hasMessageContaining("[GM/DATA] the codec was not fitted on such arrays");
    assertThatThrownBy(() -> USUAL.restore(Map.of("x/scale", HostArray.scalar(1))))
        .hasMessageContaining("[GM/CHECKPOINT] the fitted values are not those of levels@1");
  }
}
