package org.generatormatching.mutants;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Coupling;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.mutants.Mutant.Expected;
import org.generatormatching.mutants.wrong.Codecs;
import org.generatormatching.mutants.wrong.Couplings;
import org.generatormatching.mutants.wrong.Datasets;
import org.generatormatching.mutants.wrong.Metrics;
import org.generatormatching.tck.Subject;
import org.generatormatching.tck.law.CodecCase;
import org.generatormatching.tck.law.CodecLaws;
import org.generatormatching.tck.law.CouplingLaws;
import org.generatormatching.tck.law.DatasetLaws;
import org.generatormatching.tck.law.MetricCase;
import org.generatormatching.tck.law.MetricLaws;
import org.generatormatching.tck.law.TimeGridLaws;
import org.generatormatching.tensor.HostRng;

/** Mutants of data sets, codecs, metrics, couplings and time grids. */
final class DataMutants {
  private DataMutants() {}

  static List<Mutant<?>> all() {
    List<Mutant<?>> all = new ArrayList<>();
    all.addAll(codecs());
    all.addAll(datasets());
    all.addAll(metrics());
    all.addAll(couplings());
    all.addAll(grids());
    return all;
  }

  private static List<Mutant<CodecCase>> codecs() {
    return List.of(
        Mutant.of(
            "codec/rounds",
            "points are rounded to thousandths",
            codec(),
            c -> new CodecCase(new Codecs.Deviation(Codecs.Fault.ROUNDS_POINTS), c.dataset()),
            "CD01",
            Expected.measured(1.5e-4),
            "CD02",
            "CD03",
            "CD04"),
        Mutant.of(
            "codec/restored",
            "a restored codec is the identity",
            codec(),
            c ->
                new CodecCase(
                    new Codecs.Deviation(Codecs.Fault.RESTORES_THE_IDENTITY), c.dataset()),
            "CD02",
            Expected.fails(),
            "CD01",
            "CD03",
            "CD04"),
        Mutant.of(
            "codec/held-out",
            "fitting looks at held-out rows",
            codec(),
            c ->
                new CodecCase(
                    new Codecs.Deviation(Codecs.Fault.FITS_ON_HELD_OUT_ROWS), c.dataset()),
            "CD03",
            Expected.fails(),
            "CD01",
            "CD02",
            "CD04"),
        Mutant.of(
            "codec/exp",
            "decoding takes an exponential of far points",
            codec(),
            c -> new CodecCase(new Codecs.Deviation(Codecs.Fault.DECODES_BY_EXP), c.dataset()),
            "CD04",
            Expected.fails(),
            "CD02",
            "CD03"),
        Mutant.of(
            "codec/labels",
            "labels are dropped",
            codec(),
            c -> new CodecCase(new Codecs.Deviation(Codecs.Fault.DROPS_LABELS), c.dataset()),
            "CD04",
            Expected.fails(),
            "CD02",
            "CD03"));
  }

  private static Subject<CodecCase> codec() {
    return Originals.subject(
        "a scale fitted on a table",
        () -> new CodecCase(new Codecs.Deviation(Codecs.Fault.NONE), SmallData.finite(false)),
        CodecLaws.ALL);
  }

  private static List<Mutant<Dataset>> datasets() {
    return List.of(
        Mutant.of(
            "data/calls",
            "training rows depend on the number of calls",
            normal(),
            d -> counting(d),
            "DS01",
            Expected.fails()),
        Mutant.of(
            "data/seed",
            "training rows do not depend on the seed",
            normal(),
            d ->
                new Datasets.Trained(
                    "unseeded", d, (x, rng, step, n) -> x.training(HostRng.of(0), step, n)),
            "DS01",
            Expected.fails()),
        Mutant.of(
            "data/overlap",
            "all held-out rows are training rows",
            table(),
            d -> overlapping(),
            "DS02",
            Expected.measured(20),
            "DS01",
            "DS04"),
        Mutant.of(
            "data/density",
            "the density is 4 % too wide",
            normal(),
            d -> new SmallData.Endless(new SmallData.NormalLaw(0.7, 0.728)),
            "DS03",
            Expected.measured(19),
            "DS01"),
        Mutant.of(
            "data/replacement",
            "rows are drawn with replacement",
            table(),
            d -> new Datasets.Trained("replaced", d, DataMutants::replaced),
            "DS04",
            Expected.fails(),
            "DS01",
            "DS02"));
  }

  private static Subject<Dataset> normal() {
    return Originals.subject("normal data", SmallData::normal, DatasetLaws.ALL);
  }

  private static Subject<Dataset> table() {
    return Originals.subject("a table", () -> SmallData.finite(false), DatasetLaws.ALL);
  }

  private static Dataset counting(Dataset data) {
    AtomicLong calls = new AtomicLong();
    return new Datasets.Trained(
        "counting", data, (d, rng, step, n) -> d.training(rng, calls.getAndIncrement(), n));
  }

  private static Dataset overlapping() {
    Batch rows = SmallData.table(5, 1600, false);
    return new SmallData.Finite(rows, rows.rows(800, 1600));
  }

  private static Batch replaced(Dataset d, HostRng rng, long step, int n) {
    HostRng r = rng.at(step);
    Batch all = d.trainingSet().orElseThrow();
    return all.rows(IntStream.range(0, n).map(i -> r.below(all.size())).toArray());
  }

  private static List<Mutant<MetricCase>> metrics() {
    return List.of(
        Mutant.of(
            "metric/floor",
            "the floor is a tenth of what it should be",
            metric(),
            c ->
                new MetricCase(
                    new Metrics.MeanDistance(Metrics.Fault.TENTH_OF_THE_FLOOR, new AtomicLong()),
                    c.dataset()),
            "ME01",
            Expected.measured(21),
            "ME02",
            "ME03"),
        Mutant.of(
            "metric/reference",
            "the metric looks at the reference and not at the samples",
            metric(),
            c ->
                new MetricCase(
                    new Metrics.MeanDistance(
                        Metrics.Fault.LOOKS_AT_THE_REFERENCE_TWICE, new AtomicLong()),
                    c.dataset()),
            "ME02",
            Expected.theory(0.5, "every other try is worse")),
        Mutant.of(
            "metric/direction",
            "the metric takes worse for better",
            metric(),
            c ->
                new MetricCase(
                    new Metrics.MeanDistance(Metrics.Fault.WRONG_DIRECTION, new AtomicLong()),
                    c.dataset()),
            "ME02",
            Expected.fails(),
            "ME01",
            "ME03"),
        Mutant.of(
            "metric/first",
            "the metric looks at the first eighth of the samples",
            metric(),
            c ->
                new MetricCase(
                    new Metrics.MeanDistance(Metrics.Fault.FIRST_ROWS_ONLY, new AtomicLong()),
                    c.dataset()),
            "ME03",
            Expected.measured(24),
            "ME01",
            "ME02"),
        Mutant.of(
            "metric/calls",
            "values depend on the number of calls",
            metric(),
            c ->
                new MetricCase(
                    new Metrics.MeanDistance(Metrics.Fault.COUNTS_CALLS, new AtomicLong()),
                    c.dataset()),
            "ME03",
            Expected.fails(),
            "ME01",
            "ME02"));
  }

  private static Subject<MetricCase> metric() {
    return Originals.subject(
        "the distance of means",
        () ->
            new MetricCase(
                new Metrics.MeanDistance(Metrics.Fault.NONE, new AtomicLong()), SmallData.normal()),
        MetricLaws.ALL);
  }

  private static List<Mutant<Coupling>> couplings() {
    return List.of(
        Mutant.of(
            "coupling/replacement",
            "data rows are drawn with replacement",
            coupling(),
            c -> new Couplings.WithReplacement(),
            "CO01",
            Expected.measured(3),
            "CO02"),
        Mutant.of(
            "coupling/weights",
            "weights sum to the number of pairs",
            coupling(),
            c -> new Couplings.Unnormalised(),
            "CO01",
            Expected.theory(63, "n - 1 for n = 64"),
            "CO02"),
        Mutant.of(
            "coupling/calls",
            "the order depends on the number of calls",
            coupling(),
            c -> new Couplings.Restless(new AtomicInteger()),
            "CO02",
            Expected.fails(),
            "CO01"),
        Mutant.of(
            "coupling/labels",
            "the conditions of the data play no part in a sorted order",
            coupling(),
            c -> new Couplings.Sorted(),
            "CO03",
            Expected.measured(150),
            "CO01",
            "CO02"),
        Mutant.of(
            "coupling/cost",
            "the cost is NaN",
            coupling(),
            c -> new Couplings.Costless(),
            "CO02",
            Expected.fails(),
            "CO01"));
  }

  private static Subject<Coupling> coupling() {
    return Originals.subject(
        "an independent coupling", Couplings.Independent::new, CouplingLaws.ALL);
  }

  private static List<Mutant<TimeGrid>> grids() {
    return List.of(
        Mutant.of(
            "grid/late",
            "the grid starts late",
            grid(),
            g -> TimeGrid.uniform(0.01, 1, 4),
            "TG01",
            Expected.fails()),
        Mutant.of(
            "grid/early",
            "the grid stops just before 1",
            grid(),
            g -> TimeGrid.uniform(0, Math.nextDown(1.0), 4),
            "TG01",
            Expected.fails()));
  }

  private static Subject<TimeGrid> grid() {
    return Originals.subject("uniform steps", () -> TimeGrid.uniform(4), TimeGridLaws.ALL);
  }
}
