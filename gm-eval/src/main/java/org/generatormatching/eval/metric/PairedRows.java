package org.generatormatching.eval.metric;

import org.generatormatching.api.Metric;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;

/**
 * Samples and held-out data in common units, with resamplings of both: what statistics over pairs
 * of points are made of.
 *
 * @param samples [n][columns]
 * @param ofSamples weights of the samples' resamplings
 * @param held the held-out rows, m of them
 * @param ofHeld weights of the held-out rows' resamplings
 * @param rng the metric's own stream
 */
record PairedRows(
    double[][] samples, double[][] ofSamples, Rows held, double[][] ofHeld, HostRng rng) {
  /**
   * The rows of a setting.
   *
   * @param id of the metric, whose name is that of its stream
   * @param most rows used of each side
   * @throws org.generatormatching.tensor.GmException [GM/DATA] with fewer than two rows of a side
   */
  static PairedRows of(Metric.Setting setting, ComponentId id, int most) {
    HostRng rng = HostRng.of(setting.seed()).fork(id.name());
    Rows reference = Rows.reference(setting);
    double[] units = reference.units(setting.dataset().layout());
    double[][] x = Rows.samples(setting).some(rng.fork("samples"), most).over(units).values();
    Rows held = reference.some(rng.fork("reference"), most).over(units);
    if (x.length < 2 || held.size() < 2) {
      throw Problem.of(GmError.DATA, id + " has too few points")
          .found(x.length + " samples and " + held.size() + " held-out points")
          .expected("at least 2 of each")
          .exception();
    }
    return new PairedRows(
        x,
        Bootstrap.weights(rng.fork("bootstrap-samples"), x.length),
        held,
        Bootstrap.weights(rng.fork("bootstrap-reference"), held.size()),
        rng);
  }

  /** Checks the setting of a metric that uses at most so many rows of each side. */
  static int most(ComponentId id, Integer most) {
    if (most < 2) {
      throw Problem.of(GmError.CONFIG, id + " needs points")
          .found(most)
          .expected("at least 2")
          .exception();
    }
    return most;
  }
}
