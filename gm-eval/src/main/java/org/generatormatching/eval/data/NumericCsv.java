package org.generatormatching.eval.data;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.io.Csv;
import org.generatormatching.io.Table;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;

/**
 * A user's table of numbers: comma-separated text, plain or gzip-compressed, one row per point.
 *
 * <p>Array {@code x} FLOAT32 [n, columns], or [n, shape...]. Which rows are held out depends on
 * their number alone: the first of a fixed random order.
 *
 * @param path of the file, relative to the configuration's folder
 * @param header whether the first line names the columns; default true
 * @param columns names of the columns to use, in this order; all where empty
 * @param shape of a point, for example [8, 8] for images of 64 columns; one axis where empty
 * @param heldOut share of rows to judge by, between 0 and 1; default 0.2
 */
public record NumericCsv(
    String path, Boolean header, List<String> columns, List<Integer> shape, Double heldOut)
    implements GmPlugin.DatasetKind {
  private static final int FEWEST = 10;

  /** Puts defaults in their places and checks ranges; the path is required. */
  public NumericCsv {
    header = header == null || header;
    columns = columns == null ? List.of() : List.copyOf(columns);
    shape = shape == null ? List.of() : List.copyOf(shape);
    heldOut = heldOut == null ? 0.2 : heldOut;
    List<Problem> problems = new ArrayList<>();
    if (!(heldOut > 0 && heldOut < 1)) {
      problems.add(
          Problem.of(GmError.CONFIG, "the held-out share is out of range")
              .found(heldOut)
              .expected("between 0 and 1"));
    }
    if (shape.stream().anyMatch(d -> d < 1)) {
      problems.add(
          Problem.of(GmError.CONFIG, "the shape of a point needs positive sizes").found(shape));
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
  }

  @Override
  public Dataset load(Path base) {
    Path file = TableData.file(base, path);
    Table table = Csv.read(file, header ? Csv.Header.PRESENT : Csv.Header.ABSENT);
    int[] chosen = chosen(table, file);
    int rows = Math.toIntExact(table.values().dims()[0]);
    check(chosen.length, rows, file);
    Batch all = Batch.of("x", HostArray.of(select(table, chosen, rows), dims(rows, chosen.length)));
    return TableData.split(all, heldOut, t -> layout(t, chosen.length), citation(all));
  }

  /** The file with a check sum of the values, so that a run tells from which data it comes. */
  private String citation(Batch all) {
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * all.get("x").size());
    bytes.asFloatBuffer().put(all.get("x").floats());
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return String.format("%s, %d rows, crc32c %08x", path, all.size(), sum.getValue());
  }

  private int[] chosen(Table table, Path file) {
    List<String> names = columns.isEmpty() ? table.columns() : columns;
    List<Problem> problems = new ArrayList<>();
    int[] index = new int[names.size()];
    for (int i = 0; i < index.length; i++) {
      index[i] = table.columns().indexOf(names.get(i));
      if (index[i] < 0) {
        problems.add(
            Problem.of(GmError.DATA, "the data file has no such column")
                .found("'" + names.get(i) + "'")
                .expected("one of " + table.columns())
                .at(file));
      }
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
    return index;
  }

  private void check(int width, int rows, Path file) {
    List<Problem> problems = new ArrayList<>();
    if (rows < FEWEST) {
      problems.add(
          Problem.of(GmError.DATA, "the data file has too few rows")
              .found(rows)
              .expected("at least " + FEWEST)
              .at(file));
    }
    long cells = shape.stream().mapToLong(d -> d).reduce(1, (a, b) -> a * b);
    if (!shape.isEmpty() && cells != width) {
      problems.add(
          Problem.of(GmError.DATA, "the columns do not fill the shape of a point")
              .found(width + (width == 1 ? " column" : " columns"))
              .expected(cells + " for " + shape)
              .at(file));
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
  }

  private static float[] select(Table table, int[] chosen, int rows) {
    int width = table.columns().size();
    float[] x = new float[rows * chosen.length];
    for (int r = 0; r < rows; r++) {
      for (int j = 0; j < chosen.length; j++) {
        x[r * chosen.length + j] = (float) table.values().get(r * width + chosen[j]);
      }
    }
    return x;
  }

  private long[] dims(int rows, int width) {
    long[] d = new long[shape.isEmpty() ? 2 : shape.size() + 1];
    d[0] = rows;
    d[1] = width;
    for (int i = 0; i < shape.size(); i++) {
      d[i + 1] = shape.get(i);
    }
    return d;
  }

  private Dataset.Layout layout(Batch training, int width) {
    double[] x = training.get("x").doubles();
    double low = Arrays.stream(x).min().orElse(0);
    double high = Arrays.stream(x).max().orElse(1);
    if (shape.size() == 2) {
      return new Dataset.Layout.Image("x", shape.get(0), shape.get(1), low, high);
    }
    double margin = (high - low) / 10;
    return width == 2
        ? new Dataset.Layout.Plane("x", low - margin, high + margin)
        : new Dataset.Layout.Columns();
  }
}
