package org.generatormatching.mutants.wrong;

import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Codec;
import org.generatormatching.api.Dataset;
import org.generatormatching.tck.oracle.Statistics;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;

/** A codec that divides by the standard deviation, with a fault. */
public final class Codecs {
  private Codecs() {}

  /** What a mutant does wrong. */
  public enum Fault {
    NONE,
    ROUNDS_POINTS,
    RESTORES_THE_IDENTITY,
    FITS_ON_HELD_OUT_ROWS,
    DECODES_BY_EXP,
    DROPS_LABELS
  }

  /** Divides the array x by its standard deviation, with a fault. */
  public record Deviation(Fault fault) implements Codec.Kind {
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

  /** x / s and back. */
  public record Scaled(Map<String, HostArray> fitted, Fault fault) implements Codec {
    @Override
    public ComponentId id() {
      return ComponentId.of("deviation@1");
    }

    private double scale() {
      return Objects.requireNonNull(fitted.get("s")).item();
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
      double s = scale();
      return switch (fault) {
        case DECODES_BY_EXP -> map(raw, x -> Math.log(x + 1000));
        case ROUNDS_POINTS -> map(raw, x -> Math.rint(x / s * 1000) / 1000);
        default -> map(raw, x -> x / s);
      };
    }

    @Override
    public Batch decode(Batch points) {
      double s = scale();
      return fault == Fault.DECODES_BY_EXP
          ? map(points, x -> Math.exp(x) - 1000)
          : map(points, x -> x * s);
    }
  }
}
