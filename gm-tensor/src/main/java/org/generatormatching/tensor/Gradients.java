package org.generatormatching.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reverse-mode differentiation as a transformation of programs: every rule is written with
 * operations, so gradients nest to any order and run on every engine.
 *
 * <p>Gradients are total derivatives with respect to the given tensors, which need not be leaves
 * but must not be reshaped or stretched values: operations look through those, so that results
 * depend on what is behind them. What a result does not depend on has the gradient 0.
 */
public final class Gradients {
  private Gradients() {}

  /** The gradients of the sum of the elements of {@code y}, one per x, of the shape of x. */
  public static List<Tensor> of(Tensor y, List<Tensor> xs) {
    return of(List.of(y), List.of(y.like(1)), xs);
  }

  /** The gradient of the sum of the elements of {@code y}. */
  public static Tensor of(Tensor y, Tensor x) {
    return of(y, List.of(x)).get(0);
  }

  /** Vector-Jacobian products: the gradients of {@code sum_k <seed_k, y_k>}. */
  public static List<Tensor> of(List<Tensor> ys, List<Tensor> seeds, List<Tensor> xs) {
    check("the gradient", ys, seeds);
    List<Problem> problems = new ArrayList<>();
    for (Tensor x : xs) {
      if (x.op() == Op.BROADCAST || x.op() == Op.RESHAPE || x.op() == Op.NUMBER) {
        problems.add(
            Problem.of(GmError.INPUT, "a gradient is asked for that operations look through")
                .found(x)
                .expected("an input, a weight, an array or a computed value")
                .at(CallSite.find())
                .advice("Differentiate with respect to what was reshaped or stretched."));
      }
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
    return reverse(ys, seeds, xs, false);
  }

  /**
   * The Jacobian-vector product (dy/dx) v, by double reverse: u -> J^T u is linear, and its reverse
   * is v -> J v.
   */
  public static Tensor jvp(Tensor y, Tensor x, Tensor v) {
    return jvp(y, List.of(x), List.of(v));
  }

  /**
   * The sum over k of the Jacobian-vector products (dy/dx_k) v_k: the derivative along a direction.
   */
  public static Tensor jvp(Tensor y, List<Tensor> xs, List<Tensor> vs) {
    check("jvp", xs, vs);
    Tensor u = Tensor.input("cotangent", y.dtype(), y.shape());
    return of(of(List.of(y), List.of(u), xs), vs, List.of(u)).get(0);
  }

  /** Each seed must have the type and shape of what it belongs to. */
  private static void check(String what, List<Tensor> values, List<Tensor> seeds) {
    List<Problem> problems = new ArrayList<>();
    if (values.size() != seeds.size()) {
      problems.add(
          Problem.of(GmError.INPUT, what + " needs one seed per value")
              .found(seeds.size())
              .expected(values.size())
              .at(CallSite.find()));
    }
    for (int i = 0; i < Math.min(values.size(), seeds.size()); i++) {
      Tensor y = values.get(i);
      Tensor s = seeds.get(i);
      if (!y.dtype().floating()) {
        problems.add(
            Problem.of(GmError.DTYPE, what + " needs floating values")
                .found(y)
                .at(CallSite.find()));
      } else if (y.dtype() != s.dtype() || !y.shape().equals(s.shape())) {
        problems.add(
            Problem.of(
                    y.dtype() == s.dtype() ? GmError.SHAPE : GmError.DTYPE,
                    what + " needs a seed of the type and shape of its value")
                .found(s)
                .expected(y)
                .at(CallSite.find()));
      }
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
  }

  /**
   * @param partial takes xs as independent of each other, which is what the rule of a composite
   *     needs: a norm whose scale also feeds its input would else count that path twice
   */
  static List<Tensor> reverse(
      List<Tensor> ys, List<Tensor> seeds, List<Tensor> xs, boolean partial) {
    List<Tensor> order = Graph.topological(ys, partial ? xs : List.of());
    Set<Tensor> leaves = identitySet();
    leaves.addAll(xs);
    Set<Tensor> needed = identitySet();
    for (Tensor t : order) {
      boolean n = leaves.contains(t);
      if (t.op() != Op.STOP_GRADIENT && t.dtype().floating() && !(partial && n)) {
        for (Tensor i : t.inputs()) {
          n |= needed.contains(i);
        }
      }
      if (n) {
        needed.add(t);
      }
    }
    IdentityHashMap<Tensor, Tensor> gradient = new IdentityHashMap<>();
    for (int i = 0; i < ys.size(); i++) {
      gradient.merge(ys.get(i), seeds.get(i), Tensor::plus);
    }
    for (int k = order.size() - 1; k >= 0; k--) {
      Tensor t = order.get(k);
      Tensor g = gradient.get(t);
      if (g == null
          || !needed.contains(t)
          || t.inputs().isEmpty()
          || (partial && leaves.contains(t))) {
        continue;
      }
      @Nullable Tensor[] r = GradientRules.of(t, g, i -> needed.contains(t.input(i)));
      for (int i = 0; i < r.length; i++) {
        Tensor ri = r[i];
        if (ri != null && needed.contains(t.input(i))) {
          gradient.merge(t.input(i), ri, Tensor::plus);
        }
      }
    }
    List<Tensor> result = new ArrayList<>();
    for (Tensor x : xs) {
      Tensor g = gradient.get(x);
      result.add(g == null ? x.like(0) : g);
    }
    return result;
  }

  private static Set<Tensor> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }
}
