package org.generatormatching.generators.toy.parts;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Tensor;

/**
 * The heat kernel of SO(3) with respect to the uniform law, as a function of the angle w and the
 * variance tau: {@code f = sum_l (2l + 1) e^(-l (l+1) tau / 2) chi_l(w)}.
 *
 * <p>chi_l(w) = sin((l + 1/2) w) / sin(w/2) is summed as 1 + 2 sum_k cos(k w), which needs no
 * division at w = 0. Angles [rows], variances [rows], FLOAT64.
 *
 * @param terms of the series: l (l+1) tau / 2 must reach 40 at the smallest tau
 */
record HeatKernel(int terms) {
  /** Cells of [0, pi] where values at many angles per row are interpolated, error about 1e-5. */
  private static final int CELLS = 512;

  /** The series for variances of at least this. */
  static HeatKernel from(double smallestTau) {
    return new HeatKernel((int) Math.ceil(Math.sqrt(80 / smallestTau)) + 1);
  }

  private static Tensor constant(int n, IntToDoubleFunction f) {
    double[] v = new double[n];
    Arrays.setAll(v, f);
    return Tensor.of(HostArray.of(v));
  }

  /** (2l + 1) e^(-l (l+1) tau / 2), [rows, terms]. */
  private Tensor coefficients(Tensor tau) {
    Tensor half = constant(terms, l -> -l * (l + 1) / 2.0);
    return tau.unsqueeze(1).times(half).exp().times(constant(terms, l -> 2 * l + 1));
  }

  /** The same times -l (l + 1) / 2: the derivative by tau. */
  private Tensor rates(Tensor tau) {
    return coefficients(tau).times(constant(terms, l -> -l * (l + 1) / 2.0));
  }

  /** k w, [rows, terms]. */
  private Tensor multiples(Tensor w) {
    return w.unsqueeze(1).times(Tensor.iota(terms).cast(DType.FLOAT64));
  }

  private Tensor characters(Tensor w) {
    return multiples(w).cos().times(constant(terms, k -> k == 0 ? 1 : 2)).cumsum(1);
  }

  /** f. */
  Tensor value(Tensor w, Tensor tau) {
    return coefficients(tau).times(characters(w)).sum(1);
  }

  /** d log f / dw. */
  Tensor logSlope(Tensor w, Tensor tau) {
    Tensor slopes = multiples(w).sin().times(constant(terms, k -> -2 * k)).cumsum(1);
    return coefficients(tau).times(slopes).sum(1).div(value(w, tau));
  }

  /** d log f / dtau. */
  Tensor logRate(Tensor w, Tensor tau) {
    return rates(tau).times(characters(w)).sum(1).div(value(w, tau));
  }

  /** df / dtau at many angles per row: w [rows, n] gives [rows, n], by linear interpolation. */
  Tensor rate(Tensor w, Tensor tau) {
    Tensor nodes = rates(tau).matmul(table(HeatKernel::character));
    Tensor place = w.times(CELLS / Math.PI);
    Tensor cell = place.floor().cast(DType.INT64).max(0).min(CELLS - 1);
    Tensor inside = place.minus(cell.cast(DType.FLOAT64));
    Tensor low = nodes.gather(1, cell);
    Tensor high = nodes.gather(1, cell.plus(1));
    return low.plus(high.minus(low).times(inside));
  }

  /**
   * The angle below which a fraction u of the mass lies, [rows]. The distribution function is
   * {@code sum_l (2l + 1) e^(..) (S_l - S_(l+1)) / pi} with S_l = sin(l w) / l and S_0 = w: a cell
   * of a table, a linear step and a Newton step inside the cell.
   */
  Tensor quantile(Tensor u, Tensor tau) {
    Tensor mass = coefficients(tau).matmul(table(HeatKernel::mass));
    Tensor cell = mass.searchSorted(u.unsqueeze(1), true).minus(1).max(0).min(CELLS - 1);
    Tensor low = mass.gather(1, cell);
    Tensor step = mass.gather(1, cell.plus(1)).minus(low);
    Tensor flat = step.le(1e-300);
    Tensor inside = u.unsqueeze(1).minus(low).div(flat.where(step.like(1), step));
    Tensor first = cell.cast(DType.FLOAT64).plus(inside).squeeze(1).times(Math.PI / CELLS);
    Tensor density = value(first, tau).times(first.cos().rsub(1)).div(Math.PI);
    Tensor gap = below(first, tau).minus(u);
    Tensor thin = density.le(1e-12);
    Tensor newton = first.minus(gap.div(thin.where(density.like(1), density)));
    Tensor start = cell.squeeze(1).cast(DType.FLOAT64).times(Math.PI / CELLS);
    Tensor bounded = newton.max(start).min(start.plus(Math.PI / CELLS));
    return thin.where(first, bounded);
  }

  /** The mass below an angle. */
  private Tensor below(Tensor w, Tensor tau) {
    Tensor l = Tensor.iota(terms + 1).cast(DType.FLOAT64);
    Tensor none = l.eq(0);
    Tensor sine = w.unsqueeze(1).times(l).sin().div(none.where(l.like(1), l));
    Tensor s = none.where(w.unsqueeze(1), sine);
    Tensor difference = s.slice(1, 0, terms).minus(s.slice(1, 1, terms + 1));
    return coefficients(tau).times(difference).sum(1).div(Math.PI);
  }

  /** A function of degree and angle at the nodes of the cells, [terms, CELLS + 1]. */
  private Tensor table(IntFunction<DoubleUnaryOperator> f) {
    double[] v = new double[terms * (CELLS + 1)];
    for (int l = 0; l < terms; l++) {
      for (int i = 0; i <= CELLS; i++) {
        v[l * (CELLS + 1) + i] = f.apply(l).applyAsDouble(Math.PI * i / CELLS);
      }
    }
    return Tensor.of(HostArray.of(v, terms, CELLS + 1));
  }

  private static DoubleUnaryOperator character(int l) {
    return w -> w < 1e-7 ? 2 * l + 1 : Math.sin((l + 0.5) * w) / Math.sin(w / 2);
  }

  private static DoubleUnaryOperator mass(int l) {
    return w -> ((l == 0 ? w : Math.sin(l * w) / l) - Math.sin((l + 1) * w) / (l + 1)) / Math.PI;
  }
}
