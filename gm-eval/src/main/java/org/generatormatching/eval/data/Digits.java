package org.generatormatching.eval.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;

/**
 * 1,797 real handwritten digits of 8x8 pixels (Alpaydin and Kaynak 1998), shipped with this
 * library.
 *
 * <p>Array {@code x} FLOAT32 [n, 8, 8], whole values from 0 (paper) to 16 (ink); with labels also
 * an array "label" INT64 [n], 0 to 9.
 *
 * <p>The split never changes: the rows of each digit are put into a fixed random order, the ten
 * lists are joined, and entry k is held out where \(\lfloor 360 (k+1) / 1797 \rfloor\) exceeds
 * \(\lfloor 360 k / 1797 \rfloor\). So exactly 360 rows are held out, 35 to 37 of each digit, and
 * 1,437 train. Held-out rows are shuffled once more: any first n of them are a fair sample.
 *
 * @param labels whether batches carry the labels; default false
 */
public record Digits(Boolean labels) implements GmPlugin.DatasetKind {
  /** Name of the data file beside this class. */
  static final String RESOURCE = "digits.csv.gz";

  /** Who made the data. */
  public static final String CITATION =
      "E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits,"
          + " UCI Machine Learning Repository, 1998, doi:10.24432/C50P49, CC BY 4.0";

  private static final int PIXELS = 64;
  private static final int HELD_OUT = 360;
  private static final long SPLIT = 1998;
  private static final double INK = 16;

  /** Puts the default in its place. */
  public Digits {
    labels = labels != null && labels;
  }

  @Override
  public Dataset load(Path base) {
    List<int[]> rows = read();
    HostRng rng = HostRng.of(SPLIT).fork("digits");
    int[] order =
        IntStream.range(0, 10).flatMap(digit -> shuffled(rows, digit, rng.at(digit))).toArray();
    int n = order.length;
    int[] held = IntStream.range(0, n).filter(k -> isHeldOut(k, n)).map(k -> order[k]).toArray();
    int[] training =
        IntStream.range(0, n).filter(k -> !isHeldOut(k, n)).map(k -> order[k]).toArray();
    int[] shuffle = rng.fork("held-out").permutation(held.length);
    int[] heldOut = IntStream.of(shuffle).map(k -> held[k]).toArray();
    return new FiniteDataset(
        batch(rows, training),
        batch(rows, heldOut),
        new Dataset.Layout.Image("x", 8, 8, INK, 0),
        CITATION);
  }

  private static IntStream shuffled(List<int[]> rows, int digit, HostRng rng) {
    int[] same =
        IntStream.range(0, rows.size()).filter(i -> rows.get(i)[PIXELS] == digit).toArray();
    return IntStream.of(rng.permutation(same.length)).map(k -> same[k]);
  }

  private static boolean isHeldOut(int k, int n) {
    return (k + 1) * HELD_OUT / n > k * HELD_OUT / n;
  }

  private Batch batch(List<int[]> rows, int[] index) {
    float[] x = new float[index.length * PIXELS];
    long[] label = new long[index.length];
    for (int r = 0; r < index.length; r++) {
      int[] row = rows.get(index[r]);
      for (int j = 0; j < PIXELS; j++) {
        x[r * PIXELS + j] = row[j];
      }
      label[r] = row[PIXELS];
    }
    Batch images = Batch.of("x", HostArray.of(x, index.length, 8, 8));
    return labels ? images.with("label", HostArray.of(label)) : images;
  }

  private static List<int[]> read() {
    try (InputStream in = Objects.requireNonNull(Digits.class.getResourceAsStream(RESOURCE));
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(in), StandardCharsets.US_ASCII))) {
      return lines.lines().map(Digits::parse).toList();
    } catch (IOException e) {
      throw Problem.of(GmError.DATA, "the digits inside the library's jar cannot be read")
          .at(RESOURCE)
          .exception(e);
    }
  }

  private static int[] parse(String line) {
    String[] cells = line.split(",");
    int[] row = new int[cells.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = Integer.parseInt(cells[i]);
    }
    return row;
  }
}
