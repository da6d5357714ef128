package org.generatormatching.plugins.jump;

import java.util.ArrayList;
import java.util.List;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;

/**
 * The conditional jump process of one coordinate that ends at z, simulated event by event: jump
 * times and targets have their exact laws, without steps in time and without bins. What {@link
 * GaussianJumpHead} and the steppers of {@link BinJump} approximate.
 *
 * <p>Time t runs from 0, the source N(0, 1), to 1, where the coordinate is at z, and the law at t
 * is {@code N(t z, (1 - t)^2)}: the schedule cond-ot@1. On any path with sigma = 1 - alpha the
 * process at t is this one at time alpha(t), and its rate at t this one's times alpha'(t).
 *
 * <p>With w = 1 - t, {@code u = (x - t z)/w} and the roots {@code u_+- = (z +- sqrt(z^2 + 4))/2} of
 * product -1, the density obeys {@code w d/dt log p = 1 + z u - u^2}. Mass leaves x with rate
 * {@code lambda = [(u - u_+)(u - u_-)]_+ / w} and arrives with distribution function
 *
 * <pre>{@code H(u) = [(u - z) phi(u) + u_+ phi(u_-)]/c,   c(z) = -u_- phi(u_+) + u_+ phi(u_-)}
 * </pre>
 *
 * on [u_-, u_+]. A coordinate that stays at distance d = x - z has u - z = d/w; its rate is
 * positive for {@code w < w* = |d| (sgn(d) z + sqrt(z^2 + 4))/2}, and
 *
 * <pre>{@code int_w1^w0 lambda dw = A(w0) - A(w1),   A(w) = -d^2/(2 w^2) - z d/w - log w}</pre>
 *
 * for {@code w0 <= w*}. The next event solves {@code A(w0) - A(w1) = Exp(1)}.
 *
 * <p>Numerical care: A(w0) - A(w1) is computed as a sum of positive terms in {@code e = w0/w1 - 1},
 * of which Newton's method, from above on a convex function, finds the solution without a bracket.
 * The smaller of H and 1 - H is computed, relative to its own size, so that both tails of the
 * inverse keep their digits. The only loss is that of d where x is close to z.
 *
 * <p>Infinitely many jumps happen before t = 1: their mean number on [from, to] is {@code c log((1
 * - from)/(1 - to))} for a coordinate that has the law of the path. Intervals must end earlier.
 *
 * <p>Source: Holderrieth et al. 2024, section on jump models; H, c and A follow by integration.
 */
public final class ConditionalJumps {
  private static final double HALF_LOG_TWO_PI = 0.9189385332046728;
  private static final double ROUNDING = 0x1p-51;

  /** A step of Newton's method that is smaller, relatively, is the last that matters. */
  private static final double ROOT_OF_ROUNDING = 1e-9;

  private static final double LARGEST = 1e6;

  /** Squares of what is at most as far are finite. */
  private static final double FARTHEST = 1e100;

  private final double z;

  /** u_+. */
  private final double upper;

  /** u_-. */
  private final double lower;

  /**
   * The process that ends at z.
   *
   * @throws org.generatormatching.tensor.GmException [GM/DOMAIN] unless |z| &lt;= 1e6: the number
   *     of jumps grows with |z|
   */
  public ConditionalJumps(double z) {
    if (!(Math.abs(z) <= LARGEST)) {
      throw Problem.of(GmError.DOMAIN, "a jump process cannot end here")
          .found(z)
          .expected("|z| <= 1e6")
          .exception();
    }
    this.z = z;
    double outer = (Math.abs(z) + Math.hypot(z, 2)) / 2;
    upper = z >= 0 ? outer : 1 / outer;
    lower = z >= 0 ? -1 / outer : -outer;
  }

  /**
   * A jump.
   *
   * @param time when, in (0, 1)
   * @param position where to
   */
  public record Jump(double time, double position) {}

  /**
   * What happened to a coordinate.
   *
   * @param jumps in the order of time
   * @param position where it is at the end
   */
  public record Trajectory(List<Jump> jumps, double position) {
    /** Copies the list. */
    public Trajectory {
      jumps = List.copyOf(jumps);
    }
  }

  /** A position at t = 0, from N(0, 1). */
  public double start(HostRng rng) {
    return rng.normal();
  }

  /**
   * The process from x0 at time {@code from} to time {@code to}. Splitting an interval does not
   * change the law.
   *
   * @throws org.generatormatching.tensor.GmException [GM/DOMAIN] unless |x0| &lt;= 1e100 and 0
   *     &lt;= from &lt;= to &lt; 1
   */
  public Trajectory simulate(double x0, double from, double to, HostRng rng) {
    check(x0, from, to);
    List<Jump> jumps = new ArrayList<>();
    double x = x0;
    double d = x0 - z;
    double w = 1 - from;
    while (true) {
      w = still(d, w).until(-Math.log(rng.uniform()));
      if (w <= 1 - to) {
        return new Trajectory(jumps, x);
      }
      double u = landingQuantile(rng.uniform());
      d = w * (u - z);
      x = (1 - w) * z + w * u;
      jumps.add(new Jump(1 - w, x));
    }
  }

  /**
   * lambda, the rate with which a coordinate leaves x at time t.
   *
   * @throws org.generatormatching.tensor.GmException [GM/DOMAIN] unless |x| &lt;= 1e100 and 0 &lt;=
   *     t &lt; 1
   */
  public double intensity(double x, double t) {
    check(x, t, t);
    double w = 1 - t;
    double q = (x - z) / w;
    return Math.max((q + lower) * (q + upper), 0) / w;
  }

  /**
   * The integral of lambda over [from, to] for a coordinate that stays at x: it does so with
   * probability exp(-hazard).
   *
   * @throws org.generatormatching.tensor.GmException [GM/DOMAIN] unless |x| &lt;= 1e100 and 0 &lt;=
   *     from &lt;= to &lt; 1
   */
  public double hazard(double x, double from, double to) {
    check(x, from, to);
    Still still = still(x - z, 1 - from);
    double w = 1 - to;
    return w < still.w() ? still.hazard((still.w() - w) / w) : 0;
  }

  /** c(z): the mean rate at t of a coordinate with the law of the path is c/(1 - t). */
  public double c() {
    return upper * normal(lower) - lower * normal(upper);
  }

  /** H(u): the probability that a jump at t lands below t z + (1 - t) u. */
  public double landing(double u) {
    if (!(u > lower)) {
      return Double.isNaN(u) ? u : 0;
    }
    if (u >= upper) {
      return 1;
    }
    double below = below(u, lower, upper) / c();
    return below < 0.5 ? below : 1 - below(-u, -upper, -lower) / c();
  }

  /**
   * The u with H(u) = p; p in [0, 1].
   *
   * @throws org.generatormatching.tensor.GmException [GM/DOMAIN] for another p
   */
  public double landingQuantile(double p) {
    if (!(p >= 0 && p <= 1)) {
      throw Problem.of(GmError.DOMAIN, "this is no probability")
          .found(p)
          .expected("a number in [0, 1]")
          .exception();
    }
    return p < 0.5 ? quantile(p * c(), lower, upper) : -quantile((1 - p) * c(), -upper, -lower);
  }

  /** Newton's method, and halves of the bracket where it leads outside. */
  private static double quantile(double mass, double lower, double upper) {
    double from = lower;
    double to = upper;
    double u = lower + (upper - lower) / 2;
    while (from < u && u < to) {
      double surplus = below(u, lower, upper) - mass;
      if (Math.abs(surplus) <= ROUNDING * mass) {
        return u;
      }
      if (surplus < 0) {
        from = u;
      } else {
        to = u;
      }
      u -= surplus / ((u - lower) * (upper - u) * normal(u));
      if (!(from < u && u < to)) {
        u = from + (to - from) / 2;
      }
    }
    return u;
  }

  /**
   * c H(u); with -u, -u_+ and -u_- in their places it is c (1 - H(u)). Where phi(u) and phi(u_-)
   * are close the sum is of second order in {@code u - u_-}: terms of first order are left out.
   */
  private static double below(double u, double lower, double upper) {
    double h = u - lower;
    double k = h * (-lower - h / 2);
    if (Math.abs(k) < 1) {
      return normal(lower) * (h * Math.expm1(k) + upper * (h * h / 2 - bent(k)));
    }
    return (h - upper) * normal(u) + upper * normal(lower);
  }

  /** e^k - 1 - k. */
  private static double bent(double k) {
    if (Math.abs(k) > 0.25) {
      return Math.expm1(k) - k;
    }
    double sum = 1;
    for (int n = 13; n > 2; n--) {
      sum = 1 + k / n * sum;
    }
    return k * k / 2 * sum;
  }

  private static double normal(double u) {
    return Math.exp(-u * u / 2 - HALF_LOG_TWO_PI);
  }

  /** A coordinate at distance d from z that is there at w, from the first w with a rate on. */
  private Still still(double d, double w) {
    double root = d > 0 ? -lower : upper;
    double distance = Math.abs(d);
    if (distance / root < w) {
      return new Still(distance / root, root, 0);
    }
    double v = distance / w;
    return new Still(w, v, Math.max(v - root, 0) * (v + 1 / root));
  }

  /**
   * A coordinate that stays where it is.
   *
   * @param w 1 - t, at which it does not leave earlier
   * @param v |x - z|/w
   * @param excess w lambda at w
   */
  private record Still(double w, double v, double excess) {
    /** The hazard until w/(1 + e): increasing and convex in e, as each of its terms is. */
    double hazard(double e) {
      return excess * e + v * v * e * e / 2 + (e - Math.log1p(e));
    }

    /**
     * The w at which the hazard is this. Two bounds of e to begin with: e - log(1 + e) alone, at
     * least e^2/(2 (1 + e)), reaches the hazard at the first, the other terms at the second.
     */
    double until(double hazard) {
      double gentle = hazard + Math.sqrt(hazard * (hazard + 2));
      double steep = 2 * hazard / (excess + Math.sqrt(excess * excess + 2 * v * v * hazard));
      double e = Math.min(gentle, steep);
      double step;
      do {
        step = (hazard(e) - hazard) / (excess + v * v * e + e / (1 + e));
        e -= step;
      } while (step > ROOT_OF_ROUNDING * e);
      return w / (1 + e);
    }
  }

  private static void check(double x, double from, double to) {
    if (!(Math.abs(x) <= FARTHEST)) {
      throw Problem.of(GmError.DOMAIN, "a jump process cannot be here")
          .found(x)
          .expected("|x| <= 1e100")
          .exception();
    }
    if (!(0 <= from && from <= to && to < 1)) {
      throw Problem.of(GmError.DOMAIN, "infinitely many jumps happen before t = 1")
          .found("from = " + from + ", to = " + to)
          .expected("0 <= from <= to < 1")
          .exception();
    }
  }
}
