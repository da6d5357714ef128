package org.generatormatching.eval.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Codec;
import org.generatormatching.api.Dataset;
import org.generatormatching.eval.metric.LabelAgreement;
import org.generatormatching.tck.Finding;
import org.generatormatching.tck.Judge;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Outcome;
import org.generatormatching.tck.law.CodecCase;
import org.generatormatching.tck.law.CodecLaws;
import org.generatormatching.tck.law.DatasetLaws;
import org.generatormatching.tck.law.MetricCase;
import org.generatormatching.tck.law.MetricLaws;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.ReferenceBackendProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTest {
  private static final Dataset PENGUINS = new Penguins().load(Path.of(""));

  @TempDir Path folder;

  private Dataset table(String text, List<String> categorical) throws IOException {
    Files.writeString(folder.resolve("t.csv"), text);
    return new MixedTable("t.csv", null, categorical, null, null).load(folder);
  }

  private static <S> List<Finding> judge(List<Law<S>> laws, S subject) {
    Judge judge = new Judge(1, new ReferenceBackendProvider().open(EngineConfig.cpu()));
    return laws.stream().map(l -> judge.judge(l, "table", () -> subject)).toList();
  }

  @Test
  void thePenguinsAreThoseOfTheirTable() {
    Batch all = Batch.concat(List.of(PENGUINS.trainingSet().orElseThrow(), PENGUINS.heldOut(1000)));
    assertThat(all.size()).isEqualTo(344);
    assertThat(PENGUINS.heldOut(1000).size()).isEqualTo(69);
    Dataset.Layout.Columns layout = (Dataset.Layout.Columns) PENGUINS.layout();
    assertThat(layout.columns().get(0).categories())
        .containsExactly("Adelie", "Chinstrap", "Gentoo");
    assertThat(layout.columns().get(6).categories()).containsExactly("female", "male");
    long[] count = new long[3];
    for (long v : all.get("species").longs()) {
      count[(int) v]++;
    }
    assertThat(count).containsExactly(152, 68, 124);
    assertThat(Arrays.stream(all.get("sex").longs()).filter(v -> v == -1).count()).isEqualTo(11);
    assertThat(Arrays.stream(all.get("body_mass_g").doubles()).filter(Double::isNaN).count())
        .isEqualTo(2);
  }

  @Test
  void theLawsHoldForTheTableAndItsCodec() {
    assertThat(judge(DatasetLaws.ALL, PENGUINS)).noneMatch(Finding::isViolation);
    TableColumns groups =
        new TableColumns(
            List.of(
                new TableColumns.Group("kind", List.of("sex", "species")),
                new TableColumns.Group("size", List.of("body_mass_g", "bill_depth_mm"))));
    for (TableColumns kind : List.of(new TableColumns(null), groups)) {
      assertThat(judge(CodecLaws.ALL, new CodecCase(kind, PENGUINS)))
          .hasSize(4)
          .allMatch(f -> f.outcome() == Outcome.PASSED);
    }
  }

  @Test
  void theLawsHoldForAgreementWithALabel() {
    assertThat(judge(MetricLaws.ALL, new MetricCase(new LabelAgreement("species"), PENGUINS)))
        .allMatch(f -> f.outcome() == Outcome.PASSED);
    assertThat(judge(MetricLaws.ALL, new MetricCase(new LabelAgreement(null), PENGUINS)))
        .allMatch(f -> f.outcome() == Outcome.SKIPPED);
  }

  @Test
  void columnsBecomeTokensNumbersAndChannels() throws IOException {
    StringBuilder text = new StringBuilder("size,colour,grade\n");
    for (int i = 0; i < 6; i++) {
      text.append("1.5,red,3\n2.5,blue,10\nNA,,3\n");
    }
    Dataset data = table(text.toString(), List.of("grade"));
    Codec codec = new TableColumns(null).fit(data);
    assertThat(codec.columns())
        .containsExactly(
            new Dataset.Column("size", List.of(), true),
            new Dataset.Column("colour", List.of("blue", "red"), true),
            new Dataset.Column("grade", List.of("3", "10"), false));
    Batch raw =
        Batch.of("size", HostArray.of(DType.FLOAT32, new double[] {1.5, Double.NaN}, 2))
            .with("colour", HostArray.of(new long[] {1, -1}))
            .with("grade", HostArray.of(new long[] {1, 0}));
    Batch points = codec.encode(raw);
    assertThat(points.get("categories.tokens").longs()).containsExactly(1, 1, 2, 0);
    double[] x = points.get("numbers.x").doubles();
    assertThat(x[0]).isNegative();
    assertThat(List.of(x[1], x[2], x[3])).containsExactly(-1.0, 0.0, 1.0);
    assertThat(codec.decode(points)).isEqualTo(raw);
    // a token that nothing encodes to, and a number between two decimals
    Batch strange =
        points
            .with("categories.tokens", HostArray.of(new long[] {0, 2, 2, 2}, 2, 2))
            .with(
                "numbers.x",
                HostArray.of(DType.FLOAT32, new double[] {x[0] + 0.01, -0.2, 5, 0.1}, 2, 2));
    Batch decoded = codec.decode(strange);
    assertThat(decoded.get("grade").longs()).containsExactly(1, 1);
    assertThat(decoded.get("colour").longs()).containsExactly(0, -1);
    assertThat(decoded.get("size").get(0)).isEqualTo(1.5);
    assertThat(decoded.get("size").get(1)).isNaN();
  }

  @Test
  void whatCannotBeATableIsRefused() throws IOException {
    assertThatThrownBy(() -> table("a,b\n1,2\n3\n", null))
        .hasMessageContaining("[GM/DATA] a row of another width: found 1 cells; expected 2 as in");
    assertThatThrownBy(
            () ->
                new TableColumns(
                        List.of(
                            new TableColumns.Group("g", List.of("species", "body_mass_g", "age"))))
                    .fit(PENGUINS))
        .hasMessageContaining("[GM/CONFIG] the data have no such column: found 'age'")
        .hasMessageContaining("[GM/CONFIG] a factor is made of columns of one kind: found 'g' of");
    Dataset moons = new Digits(null).load(folder);
    assertThatThrownBy(() -> new TableColumns(null).fit(moons))
        .hasMessageContaining("[GM/UNSUPPORTED] table@1 needs a table with named columns");
  }
}
