package org.generatormatching.eval.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.IntStream;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Signature;
import org.junit.jupiter.api.Test;

class DigitsTest {
  private static final Path BASE = Path.of(".");

  private final Dataset digits = new Digits(null).load(BASE);
  private final Dataset labelled = new Digits(true).load(BASE);

  @Test
  void theFileIsTheOneThatTheLicenceNoteDescribes() throws Exception {
    try (InputStream in = Digits.class.getResourceAsStream(Digits.RESOURCE);
        InputStream note = Digits.class.getResourceAsStream("README.md")) {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(in.readAllBytes());
      String hex = HexFormat.of().formatHex(hash);
      assertThat(hex).isEqualTo("46abec6b12486ad9e51943373abcf22bbea1b5a51a1619b361570d8893f1464a");
      assertThat(new String(note.readAllBytes(), StandardCharsets.UTF_8))
          .contains(hex, "CC BY 4.0", "Alpaydin");
    }
  }

  @Test
  void hasItsRawPixelsInTheStatedShape() {
    assertThat(digits.signature()).isEqualTo(Signature.of("x", ArraySpec.floats(8, 8)));
    Batch all = digits.trainingSet().orElseThrow();
    assertThat(all.size()).isEqualTo(1437);
    assertThat(digits.heldOut(10_000).size()).isEqualTo(360);
    double[] x = all.get("x").doubles();
    assertThat(Arrays.stream(x)).allMatch(v -> v >= 0 && v <= 16 && v == Math.rint(v));
    assertThat(Arrays.stream(x).max()).hasValue(16);
    assertThat(digits.layout()).isEqualTo(new Dataset.Layout.Image("x", 8, 8, 16, 0));
  }

  @Test
  void splitsEveryDigitFairlyAndKeepsEveryImage() {
    long[] held = labelled.heldOut(360).get("label").longs();
    long[] trained = labelled.trainingSet().orElseThrow().get("label").longs();
    for (int d = 0; d < 10; d++) {
      int digit = d;
      long h = Arrays.stream(held).filter(l -> l == digit).count();
      long t = Arrays.stream(trained).filter(l -> l == digit).count();
      assertThat((double) h / (h + t)).isBetween(0.195, 0.206);
    }
    Set<String> images = new HashSet<>();
    for (Batch b : new Batch[] {digits.heldOut(360), digits.trainingSet().orElseThrow()}) {
      IntStream.range(0, b.size())
          .forEach(i -> images.add(Arrays.toString(b.get("x").rows(i, i + 1).floats())));
    }
    assertThat(images).as("the data set has no duplicates").hasSize(1797);
  }

  /** Regression: a split that moves would compare runs on different data. */
  @Test
  void theSplitNeverChanges() {
    long[] held = labelled.heldOut(360).get("label").longs();
    assertThat(Arrays.copyOf(held, 12)).containsExactly(4, 1, 6, 9, 8, 8, 5, 2, 2, 4, 8, 3);
    assertThat(digits.heldOut(360).get("x").hashCode()).isEqualTo(-1653040102);
    assertThat(digits.heldOut(5)).isEqualTo(digits.heldOut(360).rows(0, 5));
  }

  @Test
  void labelsComeOnlyWhenAskedFor() {
    assertThat(digits.heldOut(1).arrays()).containsOnlyKeys("x");
    assertThat(labelled.signature().get("label")).isEqualTo(ArraySpec.tokens());
    assertThat(labelled.training(HostRng.of(1), 0, 3).get("label").dtype()).isEqualTo(DType.INT64);
  }

  @Test
  void anEpochSeesEveryRowOnceAlsoAcrossSteps() {
    HostRng rng = HostRng.of(5);
    int n = 1437;
    Set<String> seen = new HashSet<>();
    int[] later = new int[1];
    for (int step = 0; step < 15; step++) {
      Batch b = digits.training(rng, step, 100);
      assertThat(b.size()).isEqualTo(100);
      for (int i = 0; i < 100; i++) {
        String image = Arrays.toString(b.get("x").rows(i, i + 1).floats());
        if (step * 100 + i < n) {
          assertThat(seen.add(image)).isTrue();
        } else {
          later[0]++;
          assertThat(seen).contains(image);
        }
      }
    }
    assertThat(seen).hasSize(n);
    assertThat(later[0]).isEqualTo(63);
  }

  @Test
  void everyEpochHasItsOwnOrder() {
    Batch first = digits.training(HostRng.of(5), 0, 1437);
    Batch second = digits.training(HostRng.of(5), 1, 1437);
    assertThat(second).isNotEqualTo(first);
    assertThat(second).isNotEqualTo(digits.trainingSet().orElseThrow());
  }

  @Test
  void aTrainingStepDependsOnItsArgumentsAlone() {
    Batch first = digits.training(HostRng.of(5), 7, 32);
    digits.training(HostRng.of(6), 99, 32);
    HostRng used = HostRng.of(5);
    used.normals(10);
    assertThat(digits.training(used, 7, 32)).isEqualTo(first);
    assertThat(new Digits(false).load(BASE).training(HostRng.of(5), 7, 32)).isEqualTo(first);
    assertThat(digits.training(HostRng.of(6), 7, 32)).isNotEqualTo(first);
    assertThat(digits.training(HostRng.of(5), 8, 32)).isNotEqualTo(first);
  }
}
