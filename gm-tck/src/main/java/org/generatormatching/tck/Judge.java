package org.generatormatching.tck;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.generatormatching.tck.oracle.Statistics;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostRng;

/**
 * Measures laws and decides.
 *
 * <p>A deviation passes below its bound. A statistic of a simulation is judged in two stages: if
 * its probability under the law is below 1e-3, an independent measurement with eight times the
 * samples decides, and fails only below 1e-6. So an honest component fails one law in a thousand
 * million, and a law of the kit costs eight times its usual work one time in a thousand.
 *
 * @param seed of the run; a law's own seed is a hash of it, the law and the subject
 * @param backend runs the steps of simulations
 */
public record Judge(long seed, Backend backend) {
  private static final double DOUBT = 1e-3;
  private static final double ALARM = 1e-6;
  private static final int MORE = 8;

  /** All laws of a subject whose id is asked for. */
  public <S> List<Finding> judge(Subject<S> subject, Predicate<String> laws) {
    S value;
    try {
      value = subject.value().get();
    } catch (RuntimeException | LinkageError | AssertionError e) {
      Supplier<S> failing =
          () -> {
            throw e;
          };
      return subject.laws().stream()
          .filter(l -> laws.test(l.id()))
          .map(l -> judge(l, subject.name(), failing))
          .toList();
    }
    return subject.laws().stream()
        .filter(l -> laws.test(l.id()))
        .map(l -> judge(l, subject.name(), () -> value))
        .toList();
  }

  /** One law. */
  public <S> Finding judge(Law<S> law, String subject, Supplier<? extends S> value) {
    long own = seed(law.id(), subject);
    long start = System.nanoTime();
    Verdict v;
    try {
      v = verdict(law, value.get(), own);
    } catch (GmException e) {
      boolean refused = e.code() == GmError.UNSUPPORTED;
      Outcome outcome = refused ? Outcome.SKIPPED : Outcome.FAILED;
      v = new Verdict(Double.NaN, Double.NaN, outcome, e.problems().get(0).toString());
    } catch (RuntimeException | LinkageError | AssertionError e) {
      v = new Verdict(Double.NaN, Double.NaN, Outcome.FAILED, e.toString());
    }
    return new Finding(
        law.id(),
        subject,
        backend.id().toString(),
        law.kind(),
        v.statistic,
        v.threshold,
        v.outcome,
        seed,
        (System.nanoTime() - start) * 1e-9,
        v.detail,
        law.advice());
  }

  private record Verdict(double statistic, double threshold, Outcome outcome, String detail) {}

  private <S> Verdict verdict(Law<S> law, S value, long own) {
    Measurement m = law.check().measure(value, new Trial(own, 1, backend));
    if (m instanceof Measurement.Score s) {
      double doubt = Statistics.twoSided(DOUBT / s.comparisons());
      if (Math.abs(s.z()) <= doubt) {
        return new Verdict(Math.abs(s.z()), doubt, Outcome.PASSED, s.where());
      }
      Trial second = new Trial(HostRng.of(own).fork("second").bits(), MORE, backend);
      return last(law.check().measure(value, second));
    }
    return last(m);
  }

  private static Verdict last(Measurement m) {
    if (m instanceof Measurement.Deviation d) {
      return new Verdict(d.value(), d.bound(), passed(d.value() <= d.bound()), d.where());
    }
    if (m instanceof Measurement.Score s) {
      double alarm = Statistics.twoSided(ALARM / s.comparisons());
      double z = Math.abs(s.z());
      return new Verdict(z, alarm, passed(z <= alarm), s.where());
    }
    return new Verdict(Double.NaN, Double.NaN, Outcome.SKIPPED, m.where());
  }

  /** NaN is not below anything. */
  private static Outcome passed(boolean below) {
    return below ? Outcome.PASSED : Outcome.FAILED;
  }

  /** The seed of a law on a subject: the same whatever else is verified beside it. */
  private long seed(String law, String subject) {
    return HostRng.of(seed).fork(law).fork(subject).bits();
  }
}
