package org.generatormatching.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.generatormatching.cli.CommandLineTool.gm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.generatormatching.cli.CommandLineTool.Outcome;
import org.generatormatching.io.Csv;
import org.generatormatching.io.TextTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table with mixed columns, from its file to a file of samples. */
class TableRunTest {
  private static final String TEXT =
      """
      name: table
      data: { use: table@1, path: data.csv }
      codec:
        use: table@1
        factors: [{ name: kind, columns: [colour] }, { name: size, columns: [length] }]
      model:
        factors:
          - name: kind
            space: { use: categorical@1, sites: 1, tokens: 3 }
            path: { use: mixture@1, source: uniform }
            heads: [{ head: posterior@1, divergence: cross-entropy@1 }]
          - name: size
            space: { use: euclidean@1, dims: [2] }
            path: affine-gaussian@1
            heads: [{ head: velocity@1, divergence: squared-error@1 }]
        network: { use: mlp@1, widths: [8] }
        conditions: [{ array: sort, categories: 2 }, { array: weight }]
      training: { steps: 4, batch: 8 }
      sampling:
        terms:
          - { factor: size, head: velocity@1, family: flow@1, stepper: euler@1 }
          - { factor: kind, head: posterior@1, family: ctmc@1 }
        grid: { use: uniform@1, steps: 2 }
        count: 20
      evaluation: { metrics: [tv-marginal@1, copy-share@1] }
      """;

  @TempDir Path temp;

  @Test
  void samplesAreATableAgain() throws IOException {
    StringBuilder data = new StringBuilder("sort,colour,length,weight\n");
    for (int i = 0; i < 40; i++) {
      data.append(i % 2 == 0 ? "even," : "odd,")
          .append(i % 5 == 0 ? "NA" : i % 3 == 0 ? "red" : "blue")
          .append(i % 7 == 0 ? ",," : "," + (i + 0.5) + ",")
          .append(100 * i)
          .append('\n');
    }
    Files.writeString(temp.resolve("data.csv"), data);
    Path config = temp.resolve("table.yaml");
    Files.writeString(config, TEXT);
    Path run = temp.resolve("run");
    Outcome o = gm("run", config, "--out", run);
    assertThat(o.status()).as(o.err()).isZero();
    assertThat(o.err()).contains("tv-marginal", "copy-share");
    // the run stands on its own files: other categories in the data change no sample
    Files.writeString(temp.resolve("data.csv"), data.toString().replace("blue", "azure"));
    Path out = temp.resolve("samples.csv");
    o = gm("sample", run, "-n", 30, "--condition", "sort=odd", "-o", out);
    assertThat(o.status()).as(o.err()).isZero();
    TextTable samples = Csv.readText(out);
    assertThat(samples.columns()).containsExactly("sort", "colour", "length", "weight");
    assertThat(samples.rows()).hasSize(30);
    for (List<String> row : samples.rows()) {
      assertThat(row.get(0)).isEqualTo("odd");
      assertThat(row.get(1)).isIn("red", "blue", "");
      // one decimal, as in the data
      assertThat(row.get(2)).matches("(-?\\d+(\\.\\d)?)?");
      assertThat(row.get(3)).matches("\\d+");
    }
    Outcome refused =
        gm("sample", run, "-n", 2, "--condition", "sort=uneven", "-o", temp.resolve("no.csv"));
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).contains("[GM/CONFIG] the model cannot be told this: found 'uneven'");
  }
}
