package org.generatormatching.tck.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Context;
import org.generatormatching.api.Network;
import org.generatormatching.api.State;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Measurement;
import org.generatormatching.tck.Trial;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.Attribute;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Gradients;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.Op;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;

/**
 * What holds for every kind of network, made for points x [B, 3], one clock and the raw outputs a
 * [B, 3] and b [B, 2]; evaluated on the interpreter.
 */
public final class NetworkLaws {
  private static final Signature POINT = Signature.of("x", ArraySpec.floats(3));
  private static final Signature RAW =
      Signature.of("a", ArraySpec.floats(3)).with("b", ArraySpec.floats(2));
  private static final ArraySpec TIME = new ArraySpec(DType.FLOAT64, Shape.of(Shape.B, 1));
  private static final int ROWS = 16;

  /** NE01: a fresh network is harmless. */
  public static final Law<Network.Kind> FRESH =
      Law.required(
          "NE01",
          "A fresh network maps normal points at all times to outputs of mean square at most 9.",
          "E r^2 <= 9 for X ~ N(0, I), t in [0, 1]",
          "Scale first values with the number of inputs, or start the last layer at 0.",
          NetworkLaws::fresh);

  /** NE02: every weight learns. */
  public static final Law<Network.Kind> GRADIENTS =
      Law.required(
          "NE02",
          "Near its first values every weight has a gradient that is finite and not 0, and the"
              + " norms differ by less than a factor of 10^4.",
          "",
          "Is a layer left out, or its result multiplied by 0 or dropped? Is a row of activations"
              + " saturated?",
          NetworkLaws::gradients);

  /** NE03: rows are independent. */
  public static final Law<Network.Kind> ROWS_APART =
      Law.required(
          "NE03",
          "The outputs of a row do not depend on the other rows, nor on their number, which may be"
              + " 0.",
          "",
          "Normalise over the axes of a row, never over the batch; write B and not a number in"
              + " shapes.",
          NetworkLaws::rowsApart);

  /** NE04: promises. */
  public static final Law<Network.Kind> PROMISES =
      Law.required(
          "NE04",
          "The outputs have the names, types and shapes that were asked for; weights() lists just"
              + " the weights in use, and the same kind and seed give the same first values.",
          "",
          "Return every array of the raw signature under its own name, and list every layer.",
          NetworkLaws::promises);

  /** NE05: a network looks at what it is given. */
  public static final Law<Network.Kind> INPUTS =
      Law.required(
          "NE05",
          "Away from its first values every output depends on the point and on the time.",
          "",
          "Feed the clock into the network; a cast of t to whole numbers loses it.",
          NetworkLaws::inputs);

  /** All laws of networks. */
  public static final List<Law<Network.Kind>> ALL =
      List.of(FRESH, GRADIENTS, ROWS_APART, PROMISES, INPUTS);

  private NetworkLaws() {}

  private static Measurement fresh(Network.Kind kind, Trial trial) {
    Made m = Made.of(kind);
    Batch out = m.evaluate(points(trial, ROWS), m.network.weights().initial(trial.seed()));
    List<Measurement> all = new ArrayList<>();
    out.arrays()
        .forEach(
            (name, a) -> {
              double square = Arrays.stream(a.doubles()).map(v -> v * v).average().orElse(0);
              all.add(Measurement.deviation(square, 9, "output '" + name + "'"));
            });
    return Measurement.worst(all);
  }

  private static Measurement gradients(Network.Kind kind, Trial trial) {
    Made m = Made.of(kind);
    List<Tensor> leaves = m.program.leaves(Op.WEIGHT);
    Set<String> missing = new TreeSet<>(m.perturbed(trial).keySet());
    leaves.forEach(t -> missing.remove(name(t)));
    if (!missing.isEmpty()) {
      return Measurement.holds(false, "no output uses " + missing);
    }
    List<HostArray> gradients = m.gradients(leaves, points(trial, ROWS), trial);
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (int i = 0; i < leaves.size(); i++) {
      double norm = Math.sqrt(Arrays.stream(gradients.get(i).doubles()).map(v -> v * v).sum());
      if (!(norm > 0 && norm < Double.POSITIVE_INFINITY)) {
        return Measurement.holds(
            false, "the gradient of '" + name(leaves.get(i)) + "' has norm " + norm);
      }
      least = Math.min(least, norm);
      most = Math.max(most, norm);
    }
    return leaves.isEmpty()
        ? Measurement.skip("the network has no weights")
        : Measurement.deviation(Math.log10(most / least), 4, "norms " + least + " to " + most);
  }

  private static Measurement rowsApart(Network.Kind kind, Trial trial) {
    Made m = Made.of(kind);
    Map<String, HostArray> weights = m.perturbed(trial);
    Batch points = points(trial, 3);
    Batch together = m.evaluate(points, weights);
    Batch none = m.evaluate(points.rows(0, 0), weights);
    if (none.size() != 0) {
      return Measurement.holds(false, "no rows give " + none.arrays());
    }
    double worst = 0;
    String where = "";
    for (int row = 0; row < 3; row++) {
      Batch alone = m.evaluate(points.rows(row, row + 1), weights);
      for (String name : RAW.names()) {
        double d = difference(alone.get(name), together.get(name).rows(row, row + 1));
        where = d > worst ? "row " + row + " of '" + name + "'" : where;
        worst = Math.max(worst, d);
      }
    }
    return Measurement.deviation(worst, 1e-6, where);
  }

  private static Measurement promises(Network.Kind kind, Trial trial) {
    Made m = Made.of(kind);
    Set<String> used = new TreeSet<>();
    m.program.leaves(Op.WEIGHT).forEach(t -> used.add(name(t)));
    Map<String, HostArray> first = m.network.weights().initial(trial.seed());
    Signature made = m.program.outputSignature();
    return Measurement.worst(
        List.of(
            Measurement.holds(made.equals(RAW), "made " + made.arrays() + " for " + RAW.arrays()),
            Measurement.holds(
                used.equals(new TreeSet<>(first.keySet())),
                "uses " + used + ", lists " + first.keySet()),
            Measurement.holds(
                first.equals(Made.of(kind).network.weights().initial(trial.seed())),
                "two networks of one kind have other weights")));
  }

  private static Measurement inputs(Network.Kind kind, Trial trial) {
    Made m = Made.of(kind);
    Map<String, HostArray> weights = m.perturbed(trial);
    Batch points = points(trial, ROWS);
    Batch later = points.with("t", HostArray.of(fill(ROWS, 0.8), ROWS, 1));
    Batch early = points.with("t", HostArray.of(fill(ROWS, 0.2), ROWS, 1));
    Batch elsewhere = early.with("x", HostArray.of(DType.FLOAT32, fill(3 * ROWS, 1), ROWS, 3));
    Batch at = m.evaluate(early, weights);
    List<Measurement> all = new ArrayList<>();
    for (String name : RAW.names()) {
      double time = difference(m.evaluate(later, weights).get(name), at.get(name));
      double point = difference(m.evaluate(elsewhere, weights).get(name), at.get(name));
      all.add(Measurement.holds(time > 1e-6, "'" + name + "' does not depend on the time"));
      all.add(Measurement.holds(point > 1e-6, "'" + name + "' does not depend on the point"));
    }
    return Measurement.worst(all);
  }

  /** Normal points at times that cover [0, 1]. */
  private static Batch points(Trial trial, int rows) {
    double[] t = new double[rows];
    for (int i = 0; i < rows; i++) {
      t[i] = i / (rows - 1.0);
    }
    double[] x = trial.rng("points").normals(3 * rows);
    return Batch.of("x", HostArray.of(DType.FLOAT32, x, rows, 3))
        .with("t", HostArray.of(t, rows, 1));
  }

  private static double[] fill(int n, double value) {
    double[] r = new double[n];
    Arrays.fill(r, value);
    return r;
  }

  private static String name(Tensor leaf) {
    return ((Attribute.Name) leaf.attribute()).name();
  }

  /** The largest difference, relative to values above 1; NaN if one is. */
  private static double difference(HostArray a, HostArray b) {
    double worst = 0;
    for (int i = 0; i < a.size(); i++) {
      double d = Math.abs(a.get(i) - b.get(i)) / (1 + Math.abs(b.get(i)));
      worst = d <= worst ? worst : d;
    }
    return worst;
  }

  /** A network with its trace. */
  private record Made(Network network, Traced program) {
    static Made of(Network.Kind kind) {
      Network n = kind.make(POINT, 1, Signature.empty(), RAW);
      Traced p =
          Traced.of(
              "network",
              POINT.with("t", TIME),
              leaves -> {
                State in = new State(leaves);
                State x = State.of("x", in.get("x"));
                return n.apply(x, in.get("t"), Context.none()).arrays();
              });
      return new Made(n, p);
    }

    /** First values with normal noise of deviation 0.05, which leaves no layer at 0. */
    Map<String, HostArray> perturbed(Trial trial) {
      Map<String, HostArray> r = new LinkedHashMap<>();
      network
          .weights()
          .initial(trial.seed())
          .forEach(
              (name, a) -> {
                HostRng rng = trial.rng("weights").fork(name);
                double[] v = Arrays.stream(a.doubles()).map(x -> x + 0.05 * rng.normal()).toArray();
                r.put(name, HostArray.of(a.dtype(), v, a.dims()));
              });
      return r;
    }

    Batch evaluate(Batch points, Map<String, HostArray> weights) {
      List<String> names = List.copyOf(program.outputs().keySet());
      List<Tensor> outputs = List.copyOf(program.outputs().values());
      List<HostArray> values =
          Reference.eval(outputs, points.size(), leaves(points, weights), NoiseKey.none());
      Map<String, HostArray> r = new LinkedHashMap<>();
      for (int i = 0; i < values.size(); i++) {
        r.put(names.get(i), values.get(i));
      }
      return new Batch(r);
    }

    /** The gradients of a random combination of all outputs. */
    List<HostArray> gradients(List<Tensor> leaves, Batch points, Trial trial) {
      Map<Tensor, HostArray> values = leaves(points, perturbed(trial));
      List<Tensor> outputs = List.copyOf(program.outputs().values());
      List<Tensor> seeds = new ArrayList<>();
      HostRng rng = trial.rng("cotangent");
      for (Tensor y : outputs) {
        Tensor seed = Tensor.input("seed", y.dtype(), y.shape());
        double[] c = rng.normals(Math.toIntExact(y.shape().size(points.size())));
        values.put(seed, HostArray.of(y.dtype(), c, y.shape().concrete(points.size())));
        seeds.add(seed);
      }
      List<Tensor> wanted = Gradients.of(outputs, seeds, leaves);
      return Reference.eval(wanted, points.size(), values, NoiseKey.none());
    }

    private Map<Tensor, HostArray> leaves(Batch points, Map<String, HostArray> weights) {
      Map<Tensor, HostArray> r = new HashMap<>();
      program.inputs().forEach(t -> r.put(t, points.get(name(t))));
      for (Tensor t : program.leaves(Op.WEIGHT)) {
        HostArray value = weights.get(name(t));
        if (value == null) {
          throw Problem.of(GmError.INPUT, "a network uses a weight that it does not list")
              .found(t)
              .expected(weights.keySet())
              .exception();
        }
        r.put(t, value);
      }
      return r;
    }
  }
}
