package org.generatormatching.generators;

import java.util.List;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.State;
import org.generatormatching.api.StepContext;
import org.generatormatching.api.Stepper;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Gradients;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;

/**
 * A step without drift between walls, whose variance falls to 0 where points come to rest. A normal
 * step overshoots such a place at every scale, and never rests: near it the variance is linear in
 * the distance y = v/|v'|, and the distance is Feller's diffusion, which is absorbed. So the step
 * draws the distance from a law with its mean y and variance v s, s the time factor at its start
 * times its length, by psi = v s/y^2: normal up to {@value #SMALL}, a scaled (b + N(0, 1))^2 up to
 * {@value #LARGE}, beyond it 0 with probability (psi - 1)/(psi + 1) and else exponential. Walls
 * fold back.
 *
 * <p>The factor's pole at t = 1 is not integrated: where data have a density v falls as 1 - t, and
 * the product is what stays the same over a step; where they have not, the share of points that has
 * not come to rest before the last step is of its length, and some of it never does.
 *
 * <p>v' is the derivative of the model along each coordinate where it was evaluated, one pass for
 * each: for few coordinates. What terms before this one have moved is moved on by the same. Source:
 * Andersen 2008, "Simple and efficient simulation of the Heston stochastic volatility model",
 * section 3.2.
 */
record Absorbing(double low, double high) implements Stepper {
  private static final double SMALL = 0.05;
  private static final double LARGE = 1.5;

  /** Beyond it all comes to rest, and what does not would go infinitely far. */
  private static final double LARGEST = 1e12;

  @Override
  public ComponentId id() {
    return ComponentId.of("absorbing@1");
  }

  @Override
  public int order() {
    return 1;
  }

  @Override
  public double[] nodes(boolean last) {
    return new double[] {0};
  }

  @Override
  public State stage(int k, State x0, List<Parameter> evaluated, StepContext at) {
    Parameter.Linear p = evaluated.get(0).linear("stepper '" + id() + "'");
    Tensor time = p.factor().frozen(at.from(), at.to());
    State place = at.place().orElse(x0);
    State r = x0;
    for (String n : x0.names()) {
      Tensor x = place.get(n);
      Tensor v = p.regular().get(n);
      Tensor end = moved(x, v, slope(v, x), time, at.rng().fork(n));
      // the same sum where nothing has moved, so that what rests is not rounded away from its place
      Tensor on = x0.get(n) == x ? end : x0.get(n).plus(end.minus(x));
      r = r.with(n, Walled.fold(on, low, high));
    }
    return r;
  }

  /** dv_i / dx_i. */
  private static Tensor slope(Tensor v, Tensor x) {
    int d = Math.toIntExact(x.shape().coefficient());
    Shape flat = Shape.of(x.shape().dim(0), d);
    Tensor sum = x.like(0);
    for (int j = 0; j < d; j++) {
      Tensor along = Tensor.iota(d).eq(j).cast(x.dtype()).broadcast(flat).reshape(x.shape());
      sum = sum.plus(Gradients.jvp(v, x, along).times(along));
    }
    return sum;
  }

  private static Tensor moved(Tensor x, Tensor v, Tensor slope, Tensor time, Rng rng) {
    Tensor s = time.cast(x.dtype()).alignTo(x);
    Tensor still = v.le(0);
    Tensor safe = still.where(v.like(1), v);
    Tensor psi = slope.square().times(s).div(safe).min(LARGEST);
    Tensor normal = rng.normal(x.dtype(), x.shape());
    Tensor uniform = rng.fork("rest").uniform(x.dtype(), x.shape());
    Tensor plain = x.plus(safe.times(s).sqrt().times(normal));
    // the other branches divide by the slope, and only where psi, and so the slope, is not small
    Tensor steep = psi.ge(SMALL);
    Tensor known = steep.where(slope, slope.like(1));
    Tensor far = safe.div(known.abs());
    Tensor from = x.minus(safe.div(known));
    Tensor ratio = steep.where(psi, psi.like(1));
    Tensor distance =
        ratio.le(LARGE).where(square(far, ratio, normal), exponential(far, ratio, uniform));
    Tensor absorbed = from.plus(known.sign().times(distance));
    return still.where(x, steep.where(absorbed, plain));
  }

  /** a (b + N)^2 with mean y and variance psi y^2. */
  private static Tensor square(Tensor y, Tensor psi, Tensor normal) {
    Tensor q = psi.min(LARGE).rdiv(2);
    Tensor b2 = q.minus(1).plus(q.times(q.minus(1)).sqrt());
    return y.div(b2.plus(1)).times(b2.sqrt().plus(normal).square());
  }

  /** 0, or exponential, with mean y and variance psi y^2. */
  private static Tensor exponential(Tensor y, Tensor psi, Tensor uniform) {
    Tensor large = psi.max(1);
    // 1 - (psi - 1)/(psi + 1) without cancellation
    Tensor leaves = large.plus(1).rdiv(2);
    Tensor left = uniform.rsub(1).div(leaves).min(1);
    return left.log().neg().times(y).times(large.plus(1).times(0.5));
  }
}
