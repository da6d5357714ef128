package org.generatormatching.tck.law;

import static org.generatormatching.tck.Measurement.deviation;
import static org.generatormatching.tck.Measurement.holds;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.Relaxation;
import org.generatormatching.api.Schedule;
import org.generatormatching.api.TimeFactor;
import org.generatormatching.api.Times;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Measurement;
import org.generatormatching.tck.Trial;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Tensor;

/** What every pair alpha, sigma promises, with the hazard and the relaxation made of it. */
public final class ScheduleLaws {
  /** All of them, in the order of their ids. */
  public static final List<Law<GaussianSchedule>> ALL =
      List.of(
          Law.required(
              "SC01",
              "alpha rises to 1 and sigma falls to 0, both finite up to the ends.",
              "alpha(1) = 1, sigma(1) = 0, 0 <= alpha(0) <= 0.01, 1 - 5e-5 <= sigma(0) <= 1, up to rounding",
              "check the direction of time: 0 is the source, 1 the data",
              ScheduleLaws::ends),
          Law.required(
              "SC02",
              "The derivatives are those of the values.",
              "alpha'(t) = d alpha/dt, sigma'(t) = d sigma/dt",
              "check signs and inner derivatives",
              ScheduleLaws::derivatives),
          Law.required(
              "SC03",
              "inverse and timeOfRatio invert.",
              "alpha^-1(alpha(t)) = t, timeOfRatio(alpha(t)/sigma(t)) = t",
              "check the branch of the inverse and which of alpha/sigma and sigma/alpha is meant",
              ScheduleLaws::inverses),
          Law.required(
              "SC04",
              "1 - alpha and sigma keep their relative precision near the data.",
              "rest(t) = 1 - alpha(t) = integral of alpha' from t to 1",
              "compute rest and sigma from 1 - t by a form without cancellation: expm1, sin^2",
              ScheduleLaws::precision),
          Law.required(
              "SC05",
              "The hazard's integral and survival belong to its rate.",
              "rest(to)/rest(from) = survival = e^-integral, hazard = -d log survival/dt",
              "check hazard(): the factor alpha'/(1 - alpha) and its sign",
              ScheduleLaws::hazard),
          Law.required(
              "SC06",
              "The relaxation solves its equation, composes over split steps, and ends at z.",
              "x(to) = keep x(from) + gain z solves dx/dt = drive z - decay x; at 1: keep 0, gain 1",
              "check drive = (alpha' sigma - sigma' alpha)/sigma and decay = -sigma'/sigma",
              ScheduleLaws::relaxation));

  private static final double[] INSIDE = {0.07, 0.2, 0.35, 0.5, 0.65, 0.8, 0.93};
  private static final double H = 5e-4;
  private static final double[] FROM = {0.05, 0.2, 0.3, 0.5, 0.7};
  private static final double[] TO = {0.1, 0.6, 0.9, 0.7, 0.95};

  private ScheduleLaws() {}

  private static Measurement ends(GaussianSchedule s, Trial trial) {
    double[] alpha = TimesOf.ends(s.alpha()::value);
    double[] sigma = TimesOf.ends(s::sigma);
    List<Measurement> all = new ArrayList<>();
    all.add(holds(alpha[3] == 1, "alpha(1) = " + alpha[3]));
    all.add(holds(sigma[3] == 0, "sigma(1) = " + sigma[3]));
    all.add(holds(alpha[0] >= 0 && alpha[0] <= 0.01, "alpha(0) = " + alpha[0]));
    all.add(holds(sigma[0] >= 1 - 5e-5 && sigma[0] <= 1 + 1e-12, "sigma(0) = " + sigma[0]));
    double[] grid = new double[101];
    Arrays.setAll(grid, i -> i / 100.0);
    all.add(holds(rises(alpha) && rises(TimesOf.at(grid, s.alpha()::value)), "alpha falls"));
    all.add(holds(falls(sigma) && falls(TimesOf.at(grid, s::sigma)), "sigma rises"));
    return Measurement.worst(all);
  }

  /** Also false for NaN. */
  private static boolean rises(double[] v) {
    boolean ok = v[0] < v[v.length - 1];
    for (int i = 1; i < v.length; i++) {
      ok &= v[i] >= v[i - 1];
    }
    return ok;
  }

  private static boolean falls(double[] v) {
    return rises(Arrays.stream(v).map(x -> -x).toArray());
  }

  private static Measurement derivatives(GaussianSchedule s, Trial trial) {
    return Measurement.worst(
        List.of(
            slope(s.alpha()::value, s.alpha()::derivative, "alpha'"),
            slope(s::sigma, s::sigmaDerivative, "sigma'")));
  }

  private static Measurement slope(
      Function<Times, Tensor> f, Function<Times, Tensor> derivative, String what) {
    double[] d = difference(x -> TimesOf.at(x, f), INSIDE);
    return close(TimesOf.at(INSIDE, derivative), d, 1e-6, what);
  }

  /** The central difference, extrapolated from steps H and H/2. */
  private static double[] difference(Function<double[], double[]> f, double[] t) {
    double[] coarse = central(f, t, H);
    double[] fine = central(f, t, H / 2);
    Arrays.setAll(fine, i -> (4 * fine[i] - coarse[i]) / 3);
    return fine;
  }

  private static double[] central(Function<double[], double[]> f, double[] t, double h) {
    double[] up = f.apply(Arrays.stream(t).map(x -> x + h).toArray());
    double[] down = f.apply(Arrays.stream(t).map(x -> x - h).toArray());
    Arrays.setAll(up, i -> (up[i] - down[i]) / (2 * h));
    return up;
  }

  /** |a - b| relative to 1 + |b|. */
  private static Measurement close(double[] a, double[] b, double bound, String what) {
    double[] left = a.clone();
    double[] right = b.clone();
    Arrays.setAll(left, i -> a[i] / (1 + Math.abs(b[i])));
    Arrays.setAll(right, i -> b[i] / (1 + Math.abs(b[i])));
    return deviation(Batches.difference(left, right), bound, what);
  }

  private static Measurement inverses(GaussianSchedule s, Trial trial) {
    double[] slope = TimesOf.at(INSIDE, s.alpha()::derivative);
    double[] back = TimesOf.at(INSIDE, t -> s.alpha().inverse(s.alpha().value(t)));
    Function<Times, Tensor> ratio = t -> s.alpha().value(t).div(s.sigma(t));
    double[] again = TimesOf.at(INSIDE, t -> s.timeOfRatio(ratio.apply(t)));
    List<Measurement> all = new ArrayList<>();
    for (int i = 0; i < INSIDE.length; i++) {
      // Where alpha is flat its rounding hides the time.
      double bound = 1e-10 + 0x1p-49 / Math.abs(slope[i]);
      all.add(deviation(Math.abs(back[i] - INSIDE[i]), bound, "inverse at " + INSIDE[i]));
      all.add(deviation(Math.abs(again[i] - INSIDE[i]), bound, "timeOfRatio at " + INSIDE[i]));
    }
    return Measurement.worst(all);
  }

  private static Measurement precision(GaussianSchedule s, Trial trial) {
    Schedule k = s.alpha();
    double[] sum = TimesOf.at(INSIDE, t -> k.value(t).plus(k.rest(t)));
    double[] one = new double[INSIDE.length];
    Arrays.fill(one, 1);
    List<Measurement> all = new ArrayList<>();
    all.add(close(sum, one, 1e-14, "alpha + rest"));
    for (double e : new double[] {1e-3, 1e-5, 1e-6}) {
      double rest = TimesOf.before(new double[] {e}, k::rest)[0];
      double ratio = rest / integral(k, e);
      all.add(deviation(Math.abs(ratio - 1), 1e-7, "rest against the integral at 1 - " + e));
    }
    double near = 0.7e-12;
    all.add(deviation(irregular(k::rest, near), 1e-6, "rest(1 - " + near + ")"));
    all.add(deviation(irregular(s::sigma, near), 1e-6, "sigma(1 - " + near + ")"));
    return Measurement.worst(all);
  }

  /** The integral of alpha' over the last e by Gauss' rule with three nodes. */
  private static double integral(Schedule k, double e) {
    double r = Math.sqrt(0.15);
    double[] nodes = {e * (0.5 - r), e * 0.5, e * (0.5 + r)};
    double[] d = TimesOf.before(nodes, k::derivative);
    return e * (5 * d[0] + 8 * d[1] + 5 * d[2]) / 18;
  }

  /** f(1 - e) f(1 - e/4) / f(1 - e/2)^2 - 1, which is of order e where f is a power of 1 - t. */
  private static double irregular(Function<Times, Tensor> f, double e) {
    double[] v = TimesOf.before(new double[] {e, e / 2, e / 4}, f);
    return Math.abs(v[0] / v[1] * (v[2] / v[1]) - 1);
  }

  private static Measurement hazard(GaussianSchedule s, Trial trial) {
    Schedule k = s.alpha();
    TimeFactor a = k.hazard();
    double[] survival = TimesOf.step(FROM, TO, a::survival);
    double[] rest = TimesOf.step(FROM, TO, (from, to) -> k.rest(to).div(k.rest(from)));
    List<Measurement> all = new ArrayList<>(factor(a, "hazard"));
    all.add(close(survival, rest, 1e-12, "survival = rest(to)/rest(from)"));
    all.add(
        close(
            TimesOf.at(INSIDE, a::at),
            TimesOf.at(INSIDE, t -> k.derivative(t).div(k.rest(t))),
            1e-12,
            "alpha'/(1 - alpha)"));
    double[] last = TimesOf.step(FROM, ones(), a::survival);
    all.add(close(last, new double[FROM.length], 1e-300, "survival of a step that ends at 1"));
    all.addAll(factor(a.times(Tensor.of(0.3, DType.FLOAT64)), "weighted hazard"));
    double[] power = Arrays.stream(survival).map(v -> Math.pow(v, 0.3)).toArray();
    TimeFactor weighted = a.times(Tensor.of(0.3, DType.FLOAT64));
    all.add(close(TimesOf.step(FROM, TO, weighted::survival), power, 1e-12, "survival^w"));
    return Measurement.worst(all);
  }

  /** Rate, integral and survival of a time factor against each other. */
  private static List<Measurement> factor(TimeFactor a, String what) {
    double[] survival = TimesOf.step(FROM, TO, a::survival);
    double[] integral = TimesOf.step(FROM, TO, a::integral);
    double[] e = Arrays.stream(integral).map(v -> Math.exp(-v)).toArray();
    double[] first = TimesOf.step(FROM, middle(), a::survival);
    double[] second = TimesOf.step(middle(), TO, a::survival);
    Arrays.setAll(first, i -> first[i] * second[i]);
    double[] rate = difference(t -> TimesOf.step(FROM, t, a::integral), TO);
    return List.of(
        close(survival, e, 1e-12, what + ": survival = e^-integral"),
        close(survival, first, 1e-12, what + ": survival over a split step"),
        close(TimesOf.at(TO, a::at), rate, 1e-5, what + ": rate = d integral/dt"));
  }

  private static double[] middle() {
    double[] m = FROM.clone();
    Arrays.setAll(m, i -> 0.6 * FROM[i] + 0.4 * TO[i]);
    return m;
  }

  private static double[] ones() {
    double[] one = new double[FROM.length];
    Arrays.fill(one, 1);
    return one;
  }

  private static Measurement relaxation(GaussianSchedule s, Trial trial) {
    Relaxation r = s.relaxation();
    double[] keep = TimesOf.step(FROM, TO, r::keep);
    double[] gain = TimesOf.step(FROM, TO, r::gain);
    double[] keep1 = TimesOf.step(FROM, middle(), r::keep);
    double[] gain1 = TimesOf.step(FROM, middle(), r::gain);
    double[] keep2 = TimesOf.step(middle(), TO, r::keep);
    double[] gain2 = TimesOf.step(middle(), TO, r::gain);
    Arrays.setAll(gain1, i -> keep2[i] * gain1[i] + gain2[i]);
    Arrays.setAll(keep1, i -> keep1[i] * keep2[i]);
    List<Measurement> all = new ArrayList<>(ends(r, ""));
    all.add(close(keep, keep1, 1e-12, "keep over a split step"));
    all.add(close(gain, gain1, 1e-12, "gain over a split step"));
    double[] decay = TimesOf.at(TO, r::decay);
    double[] drive = TimesOf.at(TO, r::drive);
    double[] keepRate = difference(t -> TimesOf.step(FROM, t, r::keep), TO);
    double[] gainRate = difference(t -> TimesOf.step(FROM, t, r::gain), TO);
    double[] kept = keep.clone();
    double[] gained = gain.clone();
    Arrays.setAll(kept, i -> -decay[i] * keep[i]);
    Arrays.setAll(gained, i -> drive[i] - decay[i] * gain[i]);
    all.add(close(kept, keepRate, 1e-5, "d keep/dt = -decay keep"));
    all.add(close(gained, gainRate, 1e-5, "d gain/dt = drive - decay gain"));
    for (double w : new double[] {0.5, 1, 2}) {
      all.addAll(weighted(r, w));
    }
    return Measurement.worst(all);
  }

  private static List<Measurement> ends(Relaxation r, String what) {
    double[] none = new double[FROM.length];
    return List.of(
        close(TimesOf.step(FROM, ones(), r::keep), none, 1e-300, what + "keep up to 1"),
        close(TimesOf.step(FROM, ones(), r::gain), ones(), 1e-15, what + "gain up to 1"),
        close(TimesOf.step(FROM, FROM, r::gain), none, 1e-15, what + "gain of no step"));
  }

  /** w F: its ends, keep^w, and the gain to first order in the step. */
  private static List<Measurement> weighted(Relaxation r, double w) {
    Relaxation v = r.times(Tensor.of(w, DType.FLOAT64));
    double[] keep = TimesOf.step(FROM, TO, r::keep);
    double[] power = Arrays.stream(keep).map(k -> Math.pow(k, w)).toArray();
    double h = 1e-6;
    double[] soon = Arrays.stream(FROM).map(t -> t + h).toArray();
    double[] gain = Arrays.stream(TimesOf.step(FROM, soon, v::gain)).map(g -> g / h).toArray();
    double[] drive = Arrays.stream(TimesOf.at(FROM, r::drive)).map(d -> w * d).toArray();
    List<Measurement> all = new ArrayList<>(ends(v, "w = " + w + ": "));
    all.add(close(TimesOf.step(FROM, TO, v::keep), power, 1e-12, "keep^w"));
    all.add(close(gain, drive, 1e-3, "gain over h = w drive"));
    all.add(close(TimesOf.at(FROM, v::drive), drive, 1e-12, "weighted drive"));
    return all;
  }
}
