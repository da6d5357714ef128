package org.generatormatching.generators.toy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Context;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.HeadLoss;
import org.generatormatching.api.Model;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Point;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.Predictions;
import org.generatormatching.api.Quadrature;
import org.generatormatching.api.State;
import org.generatormatching.api.Term;
import org.generatormatching.api.TestFunction;
import org.generatormatching.api.Times;
import org.generatormatching.tck.oracle.Field;
import org.generatormatching.tck.oracle.Kolmogorov;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Gradients;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;

/**
 * The Kolmogorov forward equation d/dt &lt;p_t, f&gt; = &lt;p_t, L_t f&gt; and the minimum of a
 * loss by sums over nodes, without noise.
 */
final class Exact {
  private static final double DT = 1e-5;

  private Exact() {}

  /** log p_t(x), [rows]. */
  @FunctionalInterface
  interface Law {
    Tensor log(State x, Times t);
  }

  /** F_t(x) of one term. */
  @FunctionalInterface
  interface Generator {
    State of(Term term, State x, Times t);
  }

  /** The residual of the conditional generators of one data point. */
  static double conditional(
      ConditionalPath path, Batch z, Quadrature q, List<Term> terms, double t) {
    return Kolmogorov.exact(path, z, q, terms, path.space().testFunctions(), t, 1);
  }

  /** The residual of a model against the marginal law of weighted data points. */
  static double marginal(
      ConditionalPath path,
      Batch data,
      double[] weights,
      Model model,
      Quadrature q,
      List<Term> terms,
      double t) {
    List<TestFunction> fs = path.space().testFunctions();
    return Kolmogorov.exact(path, data, weights, Field.of(model), q, terms, fs, t, 1);
  }

  /** |d/dt &lt;p, f&gt; - &lt;p, L f&gt;| over &lt;p, |L f|&gt;, the worst of all functions. */
  static double residual(
      Law law, Generator field, Quadrature q, List<Term> terms, List<TestFunction> fs, double t) {
    int n = q.masses().length;
    State x = state(q.points());
    List<Tensor> ask = new ArrayList<>();
    for (double at : new double[] {t - DT, t, t + DT}) {
      ask.add(law.log(x, Times.at(at, n)));
    }
    List<List<String>> names = new ArrayList<>();
    for (Term term : terms) {
      State f = field.of(term, x, Times.at(t, n));
      names.add(List.copyOf(f.names()));
      ask.addAll(f.arrays().values());
    }
    List<HostArray> seen = Reference.eval(ask, 1, Map.of(), NoiseKey.none());
    double[][] p = new double[3][];
    for (int i = 0; i < 3; i++) {
      double[] log = seen.get(i).doubles();
      p[i] = new double[n];
      Arrays.setAll(p[i], j -> q.masses()[j] * Math.exp(log[j]));
    }
    List<Batch> parameters = batches(seen.subList(3, seen.size()), names);
    List<Point> xs = rows(q.points());
    List<List<Point>> values = parameters.stream().map(Exact::rows).toList();
    double worst = 0;
    for (TestFunction f : fs) {
      worst = Math.max(worst, residual(p, xs, values, terms, f, t));
    }
    return worst;
  }

  private static List<Batch> batches(List<HostArray> arrays, List<List<String>> names) {
    List<Batch> r = new ArrayList<>();
    int next = 0;
    for (List<String> term : names) {
      Map<String, HostArray> m = new LinkedHashMap<>();
      for (String name : term) {
        m.put(name, arrays.get(next++));
      }
      r.add(new Batch(m));
    }
    return r;
  }

  private static List<Point> rows(Batch b) {
    return IntStream.range(0, b.size()).mapToObj(b::point).toList();
  }

  private static double residual(
      double[][] p,
      List<Point> points,
      List<List<Point>> parameters,
      List<Term> terms,
      TestFunction f,
      double t) {
    double change = 0;
    double action = 0;
    double scale = 1e-12;
    for (int i = 0; i < p[1].length; i++) {
      Point x = points.get(i);
      change += (p[2][i] - p[0][i]) / (2 * DT) * f.value(x);
      for (int j = 0; p[1][i] != 0 && j < terms.size(); j++) {
        Term term = terms.get(j);
        double l = term.family().action(f, x, parameters.get(j).get(i));
        action += p[1][i] * term.weight().at(t) * l;
        scale += p[1][i] * term.weight().at(t) * Math.abs(l);
      }
    }
    return Math.abs(change - action) / scale;
  }

  /**
   * How far from 0 the loss of a one-parameter family of models has its minimum: one Newton step at
   * 0, from derivatives through the traced heads. The conditional loss is summed over all nodes and
   * data points.
   *
   * @param models the model at a parameter, a FLOAT64 scalar; the exact one at 0
   */
  static double minimum(
      ConditionalPath path,
      Batch data,
      double[] weights,
      Quadrature q,
      HeadLoss loss,
      Function<Tensor, Model> models,
      double t) {
    var density = path.require(PathTrait.Density.class, "exact sums");
    int n = q.masses().length;
    int k = data.size();
    State x = state(q.points()).repeatRows(k);
    State z = tiled(data, n);
    Times at = Times.at(t, (long) n * k);
    Tensor mass = Tensor.of(HostArray.of(q.masses())).repeatRows(k);
    Tensor w = Tensor.of(HostArray.of(weights)).broadcast(Shape.of(n, k)).reshape(mass.shape());
    Tensor p = density.logDensity(x, z, at).exp().times(mass).times(w);
    Evidence e = Evidence.data(z, density.explain(x, z, at));
    return newton(
        eps -> {
          Times one = Times.at(t, n);
          Predictions seen = models.apply(eps).at(state(q.points()), one, Context.none());
          Prediction b = seen.of(loss.head());
          Prediction wide = new Prediction(b.value().repeatRows(k), b.log().repeatRows(k));
          Tensor d = loss.divergence().evaluate(loss.head().targetOf(e, at), wide, x, at);
          return p.eq(0).where(d.like(0), d).times(p).sum();
        });
  }

  /** How far from 0 a function of a scalar has its minimum: one Newton step at 0. */
  static double newton(UnaryOperator<Tensor> function) {
    Tensor eps = Tensor.input("eps", DType.FLOAT64, Shape.scalar());
    Tensor first = Gradients.of(function.apply(eps), eps);
    Tensor second = Gradients.of(first, eps);
    List<HostArray> v =
        Reference.eval(
            List.of(first, second), 1, Map.of(eps, HostArray.scalar(0)), NoiseKey.none());
    return Math.abs(v.get(0).item() / v.get(1).item());
  }

  /** Points as constants of a program. */
  static State state(Batch points) {
    State s = State.empty();
    for (var e : points.arrays().entrySet()) {
      s = s.with(e.getKey(), Tensor.of(e.getValue()));
    }
    return s;
  }

  /** All points of a batch for every row. */
  static State tiled(Batch points, long rows) {
    return state(points)
        .map(
            v ->
                v.broadcast(v.shape().insert(0, rows))
                    .reshape(v.shape().with(0, rows * v.shape().dim(0))));
  }
}
