package org.generatormatching.plugins.jump;

import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;

/**
 * The jump process with the fewest jumps that carries a mixture path between two known densities,
 * simulated exactly: a reference for models of such a path, in as many dimensions as points have.
 *
 * <p>Time is kappa, from 0 to 1: on a path with another schedule the process at t is this one at
 * kappa(t). For {@code p_kappa = (1 - kappa) p_0 + kappa p_1} mass leaves x with rate
 *
 * <pre>{@code lambda(x) = [p_0(x) - p_1(x)]_+ / p_kappa(x)
 * }</pre>
 *
 * and arrives with the density {@code [p_1 - p_0]_+ / TV(p_0, p_1)}, wherever it left: {@code
 * d/dkappa p = [p_1 - p_0]_+ - lambda p}. No jump process that carries the path has a smaller rate
 * anywhere. A point stays at x from 0 to kappa with probability {@code p_kappa(x)/p_0(x)}, and
 * where it lands more arrives than leaves, always: it jumps at most once, with probability TV.
 *
 * <p>Source: Holderrieth et al. 2024, section on jump models, applied to the marginal path.
 *
 * @param <P> a point
 */
public final class MinimalJumps<P> {
  private final Law<P> source;
  private final Law<P> data;

  /** The process between two laws. */
  public MinimalJumps(Law<P> source, Law<P> data) {
    this.source = source;
    this.data = data;
  }

  /**
   * A law whose density is known.
   *
   * @param density with respect to a measure that both laws of a process share
   * @param draw a point
   */
  public record Law<P>(ToDoubleFunction<P> density, Function<HostRng, P> draw) {
    private double at(P x) {
      return density.applyAsDouble(x);
    }
  }

  /**
   * What happened to a point.
   *
   * @param start its place at kappa = 0
   * @param time the kappa of its jump; infinite if there is none
   * @param end its place at kappa = 1
   */
  public record Trajectory<P>(P start, double time, P end) {
    /** The place at kappa. */
    public P at(double kappa) {
      return kappa < time ? start : end;
    }

    /** Whether there is a jump. */
    public boolean jumps() {
      return time < Double.POSITIVE_INFINITY;
    }
  }

  /** One point from the source to the data. */
  public Trajectory<P> simulate(HostRng rng) {
    P x = source.draw().apply(rng);
    double left = 1 - data.at(x) / source.at(x);
    double time = rng.uniform() / left;
    if (!(left > 0 && time < 1)) {
      return new Trajectory<>(x, Double.POSITIVE_INFINITY, x);
    }
    return new Trajectory<>(x, time, landing(rng));
  }

  /** From [p_1 - p_0]_+: a point of the data stays with the share of its density that is new. */
  private P landing(HostRng rng) {
    P z;
    do {
      z = data.draw().apply(rng);
    } while (rng.uniform() * data.at(z) <= source.at(z));
    return z;
  }

  /**
   * lambda, the rate with which a point leaves x.
   *
   * @throws org.generatormatching.tensor.GmException [GM/DOMAIN] unless 0 &lt;= kappa &lt;= 1 and
   *     the path has a density at x
   */
  public double intensity(P x, double kappa) {
    double p0 = source.at(x);
    double p1 = data.at(x);
    double p = (1 - kappa) * p0 + kappa * p1;
    if (!(kappa >= 0 && kappa <= 1 && p > 0)) {
      throw Problem.of(GmError.DOMAIN, "a mixture path is not here")
          .found("kappa = " + kappa + ", density " + p)
          .expected("kappa in [0, 1], a density above 0")
          .exception();
    }
    return Math.max(p0 - p1, 0) / p;
  }
}
