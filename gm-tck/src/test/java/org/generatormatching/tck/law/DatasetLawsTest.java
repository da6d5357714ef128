package org.generatormatching.tck.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.generatormatching.tck.law.Verdicts.assertHonest;
import static org.generatormatching.tck.law.Verdicts.assertRejected;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.Point;
import org.generatormatching.tck.Outcome;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Signature;
import org.junit.jupiter.api.Test;

class DatasetLawsTest {
  /** Where the training rows of a mutant come from. */
  interface Rows {
    Batch of(Dataset data, HostRng rng, long step, int rows);
  }

  /** Another way to the training rows of a data set. */
  record Trained(String name, Dataset data, Rows rows) implements Dataset {
    @Override
    public Signature signature() {
      return data.signature();
    }

    @Override
    public Batch training(HostRng rng, long step, int n) {
      return rows.of(data, rng, step, n);
    }

    @Override
    public Optional<Batch> trainingSet() {
      return data.trainingSet();
    }

    @Override
    public Batch heldOut(int n) {
      return data.heldOut(n);
    }

    @Override
    public Layout layout() {
      return data.layout();
    }

    @Override
    public String citation() {
      return data.citation();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** NaN where the density is 0. */
  record NanOutside(Dataset.ExactLaw law) implements Dataset.ExactLaw {
    @Override
    public Batch sample(HostRng rng, int n) {
      return law.sample(rng, n);
    }

    @Override
    public double logDensity(Point x) {
      double log = law.logDensity(x);
      return log < -15 ? Double.NaN : log;
    }
  }

  @Test
  void lawsAndTablesAreHonest() {
    assertHonest(DatasetLaws.ALL, SmallData.normal());
    assertHonest(DatasetLaws.ALL, SmallData.finite(false));
    assertHonest(DatasetLaws.ALL, SmallData.finite(true));
  }

  @Test
  void whatDoesNotApplyIsSkipped() {
    assertThat(Verdicts.of(DatasetLaws.EPOCHS, SmallData.normal()).outcome())
        .isEqualTo(Outcome.SKIPPED);
    assertThat(Verdicts.of(DatasetLaws.DENSITY, SmallData.finite(true)).detail())
        .isEqualTo("the law of the data is not known");
  }

  @Test
  void rowsThatAreNotAddressedAreRejected() {
    AtomicLong calls = new AtomicLong();
    Rows counts = (d, rng, step, n) -> d.training(rng, calls.getAndIncrement(), n);
    Rows same = (d, rng, step, n) -> d.training(rng, 0, n);
    Rows unseeded = (d, rng, step, n) -> d.training(HostRng.of(0), step, n);
    Rows shifted = (d, rng, step, n) -> d.training(rng.at(rng.bits()), step, n);
    Dataset data = SmallData.normal();
    assertRejected(DatasetLaws.ADDRESSED, new Trained("counts calls", data, counts));
    assertRejected(DatasetLaws.ADDRESSED, new Trained("one step", data, same));
    assertRejected(DatasetLaws.ADDRESSED, new Trained("one stream", data, unseeded));
    assertRejected(DatasetLaws.ADDRESSED, new Trained("a position", data, shifted));
  }

  @Test
  void anOverlapIsRejectedAlsoAmongEqualRows() {
    for (boolean whole : new boolean[] {false, true}) {
      Batch rows = SmallData.table(5, 240, whole);
      assertRejected(DatasetLaws.DISJOINT, new SmallData.Finite(rows, rows.rows(120, 240)));
    }
  }

  /** The deviation is off by 3 %; the best estimate from as many samples has an error of 0.25 %. */
  @Test
  void anotherDensityIsRejected() {
    var wide = new SmallData.NormalLaw(0.7, 0.721);
    assertRejected(DatasetLaws.DENSITY, new SmallData.Endless(wide));
    var nan = new NanOutside(new SmallData.NormalLaw(0.7, 0.7));
    assertRejected(DatasetLaws.DENSITY, new SmallData.Endless(nan));
  }

  @Test
  void drawingWithReplacementIsRejected() {
    Rows replaced =
        (d, rng, step, n) -> {
          HostRng r = rng.at(step);
          Batch all = d.trainingSet().orElseThrow();
          return all.rows(IntStream.range(0, n).map(i -> r.below(all.size())).toArray());
        };
    Rows oneOrder = (d, rng, step, n) -> d.training(rng, step % 1, n);
    Dataset data = SmallData.finite(false);
    assertRejected(DatasetLaws.EPOCHS, new Trained("with replacement", data, replaced));
    assertRejected(DatasetLaws.EPOCHS, new Trained("one order", data, oneOrder));
  }
}
