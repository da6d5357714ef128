package org.generatormatching.eval.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.io.Csv;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/**
 * 344 penguins of three species (Gorman, Williams and Fraser 2014), shipped with this library:
 * {@code species}, {@code island} and {@code sex}, INT64 [n], and four measurements, FLOAT32 [n],
 * in mm and g. Eleven penguins have no known sex (-1), two were not measured (NaN).
 *
 * <p>69 rows are held out, always the same.
 */
public record Penguins() implements GmPlugin.DatasetKind {
  /** Who made the data. */
  public static final String CITATION =
      "K. B. Gorman, T. D. Williams and W. R. Fraser, PLoS ONE 9 (2014) e90081,"
          + " doi:10.1371/journal.pone.0090081, as palmerpenguins by A. M. Horst, A. P. Hill and"
          + " K. B. Gorman, 2020, doi:10.5281/zenodo.3960218, CC0";

  private static final String RESOURCE = "penguins.csv";

  @Override
  public Dataset load(Path base) {
    try (InputStream in =
        new BufferedInputStream(
            Objects.requireNonNull(Penguins.class.getResourceAsStream(RESOURCE)))) {
      return new TableData(Csv.readText(in, RESOURCE), RESOURCE, Set.of(), Set.of("NA"))
          .dataset(List.of(), 0.2, CITATION);
    } catch (IOException e) {
      throw Problem.of(GmError.DATA, "the penguins inside the library's jar cannot be read")
          .at(RESOURCE)
          .exception(e);
    }
  }
}
