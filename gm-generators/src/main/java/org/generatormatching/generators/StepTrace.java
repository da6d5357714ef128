package org.generatormatching.generators;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.generatormatching.api.Context;
import org.generatormatching.api.Model;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.Predictions;
import org.generatormatching.api.State;
import org.generatormatching.api.StepContext;
import org.generatormatching.api.Term;
import org.generatormatching.api.Times;
import org.generatormatching.api.Weighting;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;

/**
 * One step as a traced function of points, times, weights and conditions. Times and weights are
 * FLOAT64 scalar inputs, so one program serves every step of every grid.
 *
 * <p>Inputs: {@code x.NAME} points, {@code c.NAME} conditions, {@code t.K} and {@code s.K} the time
 * and one minus it at node K ({@code end} for the end of the step), {@code t.K.FACTOR} where a
 * factor has a time of its own, {@code w.J.K} the weight of term J at node K.
 */
final class StepTrace {
  private final Model model;
  private final List<Term> terms;
  private final Signature point;
  private final Signature context;
  private final Set<String> clocks;
  private final boolean last;
  private final double[] nodes;

  StepTrace(
      Model model,
      List<Term> terms,
      Signature point,
      Signature context,
      Set<String> clocks,
      boolean last) {
    this.model = model;
    this.terms = terms;
    this.point = point;
    this.context = context;
    this.clocks = clocks;
    this.last = last;
    this.nodes = common(terms, last);
  }

  /** The places of the model's evaluations in a step. */
  double[] nodes() {
    return nodes;
  }

  /** The longest list of nodes, of which all others must be prefixes. */
  private static double[] common(List<Term> terms, boolean last) {
    Term longest = terms.get(0);
    for (Term t : terms) {
      longest = t.stepper().nodes(last).length > nodes(longest, last) ? t : longest;
    }
    double[] all = longest.stepper().nodes(last);
    for (Term t : terms) {
      double[] own = t.stepper().nodes(last);
      for (int i = 0; i < own.length; i++) {
        if (own[i] != all[i]) {
          throw Problem.of(
                  GmError.UNSUPPORTED,
                  "steppers '"
                      + longest.stepper().id()
                      + "' and '"
                      + t.stepper().id()
                      + "' cannot share network evaluations")
              .found("nodes at " + List.of(all[i], own[i]) + " of a step")
              .expected("the nodes of one to begin those of the other")
              .advice("Choose the same stepper for both, or 'euler@1' for one of them.")
              .exception();
        }
      }
    }
    return all;
  }

  private static int nodes(Term t, boolean last) {
    return t.stepper().nodes(last).length;
  }

  private static boolean isWeighted(Term t) {
    return !t.weight().equals(Weighting.constant(1));
  }

  Signature signature() {
    Signature s = Signature.empty().with("x.", point).with("c.", context);
    for (int k = 0; k <= nodes.length; k++) {
      String n = name(k);
      s = s.with("t." + n, ArraySpec.number()).with("s." + n, ArraySpec.number());
      for (String f : clocks) {
        s = s.with("t." + n + "." + f, ArraySpec.number());
        s = s.with("s." + n + "." + f, ArraySpec.number());
      }
    }
    for (int j = 0; j < terms.size(); j++) {
      for (int k = 0; isWeighted(terms.get(j)) && k < nodes(terms.get(j), last); k++) {
        s = s.with("w." + j + "." + k, ArraySpec.number());
      }
    }
    return s;
  }

  private String name(int k) {
    return k == nodes.length ? "end" : Integer.toString(k);
  }

  /** The numbers of one step from time {@code from} to {@code to}. */
  Map<String, HostArray> numbers(SampleClock clock, double from, double to) {
    Map<String, HostArray> m = new LinkedHashMap<>();
    for (int k = 0; k <= nodes.length; k++) {
      double at = k == nodes.length ? 1 : nodes[k];
      double s = at == 1 ? to : from + at * (to - from);
      put(m, name(k), "", s);
      for (String f : clocks) {
        put(m, name(k), "." + f, clock.time(f, s));
      }
      for (int j = 0; j < terms.size(); j++) {
        Term t = terms.get(j);
        if (isWeighted(t) && k < nodes(t, last)) {
          m.put("w." + j + "." + k, HostArray.scalar(t.weight().at(s)));
        }
      }
    }
    return m;
  }

  private static void put(Map<String, HostArray> m, String node, String factor, double t) {
    m.put("t." + node + factor, HostArray.scalar(t));
    m.put("s." + node + factor, HostArray.scalar(1 - t));
  }

  /** The time of a factor when the sampler's is s. */
  @FunctionalInterface
  interface SampleClock {
    double time(String factor, double s);
  }

  Traced trace() {
    Traced t = Traced.of(last ? "last-step" : "step", signature(), in -> body(in).arrays());
    for (String n : point.names()) {
      Tensor x = t.output(n);
      ArraySpec now = new ArraySpec(x.dtype(), x.shape());
      if (!now.equals(point.get(n))) {
        throw Problem.of(GmError.SHAPE, "a step changes the type or shape of array '" + n + "'")
            .found(now)
            .expected(point.get(n))
            .exception();
      }
    }
    return t;
  }

  private State body(Map<String, Tensor> in) {
    State x0 = state(in, "x.", point);
    Context conditions = new Context(state(in, "c.", context));
    List<Times> times = new ArrayList<>();
    for (int k = 0; k <= nodes.length; k++) {
      times.add(times(in, name(k)));
    }
    List<List<Parameter>> evaluated = new ArrayList<>();
    terms.forEach(t -> evaluated.add(new ArrayList<>()));
    State here = x0;
    for (int k = 0; k < nodes.length; k++) {
      Predictions seen = model.at(here, times.get(k), conditions);
      for (int j = 0; j < terms.size(); j++) {
        if (k < nodes(terms.get(j), last)) {
          evaluated.get(j).add(parameter(in, j, k, seen, here, times.get(k)));
        }
      }
      here = stage(k, x0, evaluated, times);
    }
    return here;
  }

  private Parameter parameter(
      Map<String, Tensor> in, int j, int k, Predictions seen, State here, Times t) {
    Term term = terms.get(j);
    State value = seen.of(term.head()).value();
    Parameter p = term.head().toParameter(term.family().wants(), value, here, t);
    Tensor w = in.get("w." + j + "." + k);
    return w == null ? p : p.weighted(w);
  }

  /**
   * Where evaluation k + 1 is made, or the end: a term that has used its last evaluation waits for
   * the end of the step, and moves from there what the terms before it left.
   */
  private State stage(int k, State x0, List<List<Parameter>> evaluated, List<Times> times) {
    boolean end = k == nodes.length - 1;
    State next = x0;
    for (int j = 0; j < terms.size(); j++) {
      int mine = nodes(terms.get(j), last);
      if (end || k < mine - 1) {
        Rng rng = Rng.root().fork("step").fork("term" + j);
        StepContext at =
            new StepContext(rng, times.subList(0, mine), times.get(nodes.length), last);
        next = terms.get(j).stepper().stage(Math.min(k, mine - 1), next, evaluated.get(j), at);
      }
    }
    return next;
  }

  private static State state(Map<String, Tensor> in, String prefix, Signature names) {
    State s = State.empty();
    for (String n : names.names()) {
      s = s.with(n, get(in, prefix + n));
    }
    return s;
  }

  private Times times(Map<String, Tensor> in, String node) {
    Times t = time(in, node);
    for (String f : clocks) {
      t = t.with(f, time(in, node + "." + f));
    }
    return t;
  }

  private static Times time(Map<String, Tensor> in, String name) {
    Shape rows = Shape.of(Shape.B);
    return new Times(
        get(in, "t." + name).broadcast(rows), get(in, "s." + name).broadcast(rows), Map.of());
  }

  private static Tensor get(Map<String, Tensor> in, String name) {
    return Objects.requireNonNull(in.get(name), name);
  }
}
