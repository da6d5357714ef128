package org.generatormatching.api;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/**
 * A smooth function on a state space with its intrinsic derivatives in plain Java: what the laws
 * test generators with. Derivatives are named as the point's arrays are; their widths are those of
 * the tangent space (3 for a rotation, not 4). Functions on discrete spaces have none.
 */
public interface TestFunction {
  /** f(x). */
  double value(Point x);

  /** grad f(x). */
  default Point gradient(Point x) {
    throw none("gradient");
  }

  /**
   * Whether the derivative across the space's boundary is 0 there, as the generator of a reflected
   * process needs; true on spaces without a boundary.
   */
  default boolean isFlatAtBoundary() {
    return true;
  }

  /** The diagonal of Hess f(x); to be given by itself where the matrix is not. */
  default Point hessianDiagonal(Point x) {
    Map<String, double[]> m = new LinkedHashMap<>();
    hessian(x)
        .arrays()
        .forEach(
            (n, h) -> {
              double[] diagonal = new double[(int) Math.round(Math.sqrt(h.length))];
              Arrays.setAll(diagonal, i -> h[i * (diagonal.length + 1)]);
              m.put(n, diagonal);
            });
    return new Point(m);
  }

  /** Hess f(x), under each name of an array of d numbers d x d of them, row by row. */
  default Point hessian(Point x) {
    throw none("Hessian");
  }

  /**
   * This function of a whole product point, seen as a function of one factor with the others frozen
   * at {@code whole}.
   */
  default TestFunction at(Point whole, String factor) {
    TestFunction f = this;
    return new TestFunction() {
      @Override
      public double value(Point x) {
        return f.value(whole.join(factor, x));
      }

      @Override
      public boolean isFlatAtBoundary() {
        return f.isFlatAtBoundary();
      }

      @Override
      public Point gradient(Point x) {
        return f.gradient(whole.join(factor, x)).factor(factor);
      }

      @Override
      public Point hessianDiagonal(Point x) {
        return f.hessianDiagonal(whole.join(factor, x)).factor(factor);
      }
    };
  }

  private static RuntimeException none(String what) {
    return Problem.of(GmError.UNSUPPORTED, "a test function has no " + what)
        .advice("Use a family that needs none, or implement it.")
        .exception();
  }
}
