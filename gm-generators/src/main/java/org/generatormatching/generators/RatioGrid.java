package org.generatormatching.generators;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.plugin.GmPlugin.GridKind;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Tensor;

/**
 * Grids whose inner times have given signal-to-noise ratios alpha/sigma; their ends are 0 and 1.
 */
public final class RatioGrid {
  private RatioGrid() {}

  /**
   * Equal steps of log(alpha/sigma).
   *
   * @param steps their number
   * @param low log(alpha/sigma) that the first inner time comes near; -4 if absent
   * @param high that the last inner time comes near; 4 if absent
   */
  public record LogSnr(int steps, Double low, Double high) implements GridKind {
    /** Puts defaults in the place of absent values and checks them. */
    public LogSnr {
      low = low == null ? -4.0 : low;
      high = high == null ? 4.0 : high;
      check(low < high, "the ends of log(alpha/sigma) do not ascend", low + " to " + high);
    }

    @Override
    public TimeGrid on(GaussianSchedule schedule, Path base) {
      return grid(schedule, steps, i -> Math.exp(low + (high - low) * i / steps));
    }
  }

  /**
   * Karras' steps: the noise-to-signal ratio to the power 1/rho falls evenly from {@code sigmaMax}
   * to {@code sigmaMin}. The first time is 0 in the place of that of sigmaMax.
   *
   * @param steps their number
   * @param rho 7 if absent
   * @param sigmaMin 0.002 if absent
   * @param sigmaMax 80 if absent
   */
  public record Edm(int steps, Double rho, Double sigmaMin, Double sigmaMax) implements GridKind {
    /** Puts defaults in the place of absent values and checks them. */
    public Edm {
      rho = rho == null ? 7.0 : rho;
      sigmaMin = sigmaMin == null ? 0.002 : sigmaMin;
      sigmaMax = sigmaMax == null ? 80.0 : sigmaMax;
      check(rho > 0, "rho is not positive", rho);
      check(
          0 < sigmaMin && sigmaMin < sigmaMax,
          "the ratios of noise do not ascend above 0",
          sigmaMin + " to " + sigmaMax);
    }

    @Override
    public TimeGrid on(GaussianSchedule schedule, Path base) {
      double high = Math.pow(sigmaMax, 1 / rho);
      double low = Math.pow(sigmaMin, 1 / rho);
      int last = Math.max(steps - 1, 1);
      return grid(schedule, steps, i -> Math.pow(high + (low - high) * i / last, -rho));
    }
  }

  private static void check(boolean ok, String what, Object found) {
    if (!ok) {
      throw Problem.of(GmError.CONFIG, what).found(found).exception();
    }
  }

  /** 0, the times of the ratios 1 .. steps - 1, and 1. */
  private static TimeGrid grid(GaussianSchedule s, int steps, DoubleUnaryOperator ratio) {
    List<Double> times = new ArrayList<>(TimeGrid.uniform(steps).times());
    double[] ratios = new double[steps - 1];
    for (int i = 1; i < steps; i++) {
      ratios[i - 1] = ratio.applyAsDouble(i);
    }
    if (steps > 1) {
      Tensor t = s.timeOfRatio(Tensor.of(HostArray.of(ratios, ratios.length)));
      HostArray found = Reference.eval(List.of(t), 1, Map.of(), new NoiseKey(0, 0, 0)).get(0);
      for (int i = 1; i < steps; i++) {
        times.set(i, found.get(i - 1));
      }
    }
    boolean inside = times.subList(1, steps).stream().allMatch(t -> t > 0 && t < 1);
    if (!inside) {
      throw Problem.of(
              GmError.CONFIG, "a time grid asks for ratios that its schedule does not reach")
          .found(
              "alpha/sigma from "
                  + ratio.applyAsDouble(1)
                  + " to "
                  + ratio.applyAsDouble(steps - 1))
          .expected("ratios of schedule '" + s.id() + "' at times inside (0, 1)")
          .exception();
    }
    return new TimeGrid(times);
  }
}
