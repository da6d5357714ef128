package org.generatormatching.tck.law;

import static org.generatormatching.tck.law.Verdicts.assertHonest;
import static org.generatormatching.tck.law.Verdicts.assertRejected;

import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Codec;
import org.generatormatching.api.Dataset;
import org.generatormatching.tck.oracle.Statistics;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.junit.jupiter.api.Test;

class CodecLawsTest {
  /** What a mutant does wrong. */
  enum Fault {
    NONE,
    ROUNDS_POINTS,
    RESTORES_THE_IDENTITY,
    FITS_ON_HELD_OUT_ROWS,
    DECODES_BY_EXP,
    DROPS_LABELS
  }

  /** Divides the array x by its standard deviation, with a fault. */
  record Deviation(Fault fault) implements Codec.Kind {
    @Override
    public Codec fit(Dataset data) {
      Batch rows =
          fault == Fault.FITS_ON_HELD_OUT_ROWS
              ? data.heldOut(50)
              : data.trainingSet().orElseGet(() -> data.training(HostRng.of(0), 0, 100));
      double s = Math.sqrt(Statistics.variance(rows.get("x").doubles()));
      return new Scaled(Map.of("s", HostArray.scalar(s)), fault);
    }

    @Override
    public Codec restore(Map<String, HostArray> fitted) {
      boolean identity = fault == Fault.RESTORES_THE_IDENTITY;
      return new Scaled(identity ? Map.of("s", HostArray.scalar(1)) : fitted, fault);
    }
  }

  record Scaled(Map<String, HostArray> fitted, Fault fault) implements Codec {
    @Override
    public ComponentId id() {
      return ComponentId.of("deviation@1");
    }

    private Batch map(Batch b, DoubleUnaryOperator f) {
      HostArray x = b.get("x");
      double[] v = x.doubles().clone();
      for (int i = 0; i < v.length; i++) {
        v[i] = f.applyAsDouble(v[i]);
      }
      HostArray y = HostArray.of(x.dtype(), v, x.dims());
      return fault == Fault.DROPS_LABELS ? Batch.of("x", y) : b.with("x", y);
    }

    @Override
    public Batch encode(Batch raw) {
      double s = fitted.get("s").item();
      return switch (fault) {
        case DECODES_BY_EXP -> map(raw, x -> Math.log(x + 1000));
        case ROUNDS_POINTS -> map(raw, x -> Math.rint(x / s * 1000) / 1000);
        default -> map(raw, x -> x / s);
      };
    }

    @Override
    public Batch decode(Batch points) {
      double s = fitted.get("s").item();
      return fault == Fault.DECODES_BY_EXP
          ? map(points, x -> Math.exp(x) - 1000)
          : map(points, x -> x * s);
    }
  }

  private static CodecCase codec(Fault fault, Dataset data) {
    return new CodecCase(new Deviation(fault), data);
  }

  @Test
  void aScaleIsHonest() {
    assertHonest(CodecLaws.ALL, codec(Fault.NONE, SmallData.normal()));
    assertHonest(CodecLaws.ALL, codec(Fault.NONE, SmallData.finite(false)));
    assertHonest(CodecLaws.ALL, codec(Fault.NONE, SmallData.finite(true)));
  }

  @Test
  void mutantsAreRejected() {
    Dataset data = SmallData.finite(false);
    assertRejected(CodecLaws.ROUND_TRIP, codec(Fault.ROUNDS_POINTS, data));
    assertRejected(CodecLaws.RESTORED, codec(Fault.RESTORES_THE_IDENTITY, data));
    assertRejected(CodecLaws.TRAINING_ONLY, codec(Fault.FITS_ON_HELD_OUT_ROWS, data));
    assertRejected(CodecLaws.TOTAL, codec(Fault.DECODES_BY_EXP, data));
    assertRejected(CodecLaws.TOTAL, codec(Fault.DROPS_LABELS, SmallData.normal()));
  }
}
