package org.generatormatching.generators;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.generatormatching.api.Context;
import org.generatormatching.api.Model;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.Predictions;
import org.generatormatching.api.State;
import org.generatormatching.api.StepContext;
import org.generatormatching.api.StepContext.Past;
import org.generatormatching.api.Term;
import org.generatormatching.api.TimeGrid;
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
 * factor has a time of its own, {@code w.J.K} the weight of term J at node K; after a step that is
 * remembered also its start {@code t.past}, {@code s.past} and {@code m.J.NAME}, what term J's
 * parameter held frozen there.
 *
 * <p>Outputs: the points {@code x.NAME}, and {@code m.J.NAME} of every term J that remembers.
 */
final class StepTrace {
  private final Model model;
  private final List<Term> terms;
  private final Signature point;
  private final Signature context;
  private final Set<String> clocks;
  private final Kind kind;
  private final boolean last;
  private final double[] nodes;

  /**
   * What a step is like; each kind has a program.
   *
   * @param endsAtData whether it ends at t = 1
   * @param startsAtData whether it goes backwards from t = 1
   * @param remembers whether there is a step before it, and a term that wants to know
   */
  record Kind(boolean endsAtData, boolean startsAtData, boolean remembers) {
    static Kind of(TimeGrid grid, int step, List<Term> terms) {
      boolean wants = terms.stream().anyMatch(t -> t.stepper().remembers());
      return new Kind(grid.at(step + 1) == 1, grid.at(step) == 1, wants && step > 0);
    }
  }

  StepTrace(
      Model model,
      List<Term> terms,
      Signature point,
      Signature context,
      Set<String> clocks,
      Kind kind) {
    this.model = model;
    this.terms = terms;
    this.point = point;
    this.context = context;
    this.clocks = clocks;
    this.kind = kind;
    this.last = kind.endsAtData();
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
    if (kind.remembers()) {
      s = s.with("t.past", ArraySpec.number()).with("s.past", ArraySpec.number());
      for (String f : clocks) {
        s = s.with("t.past." + f, ArraySpec.number()).with("s.past." + f, ArraySpec.number());
      }
      s = s.with("", memory());
    }
    return s;
  }

  /** What a step hands on to the next one, {@code m.J.NAME}. */
  Signature memory() {
    Signature s = Signature.empty();
    Map<String, Tensor> in = new LinkedHashMap<>();
    Signature only = Signature.empty().with("x.", point).with("c.", context);
    only.arrays().forEach((n, a) -> in.put(n, Tensor.input(n, a.dtype(), a.shape())));
    for (int j = 0; j < terms.size(); j++) {
      if (terms.get(j).stepper().remembers()) {
        // the shapes of a first evaluation, at any time
        State here = state(in, "x.", point);
        Times t = Times.at(0.5, Shape.B);
        for (String f : clocks) {
          t = t.with(f, t);
        }
        Predictions seen = model.at(here, t, new Context(state(in, "c.", context)));
        State frozen = parameter(Map.of(), j, 0, seen, here, t).frozen();
        for (String n : frozen.names()) {
          Tensor a = frozen.get(n);
          s = s.with("m." + j + "." + n, new ArraySpec(a.dtype(), a.shape()));
        }
      }
    }
    return s;
  }

  private String name(int k) {
    return k == nodes.length ? "end" : Integer.toString(k);
  }

  /** The numbers of one step of a grid. */
  Map<String, HostArray> numbers(SampleClock clock, TimeGrid grid, int step) {
    double from = grid.at(step);
    double to = grid.at(step + 1);
    Map<String, HostArray> m = new LinkedHashMap<>();
    if (kind.remembers()) {
      put(m, "past", "", grid.at(step - 1));
      for (String f : clocks) {
        put(m, "past", "." + f, clock.time(f, grid.at(step - 1)));
      }
    }
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
    Traced t = Traced.of(last ? "last-step" : "step", signature(), this::body);
    for (String n : point.names()) {
      Tensor x = t.output("x." + n);
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

  private Map<String, Tensor> body(Map<String, Tensor> in) {
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
      here = stage(k, x0, evaluated, times, past(in, evaluated));
    }
    Map<String, Tensor> out = new LinkedHashMap<>();
    here.arrays().forEach((n, a) -> out.put("x." + n, a));
    for (int j = 0; j < terms.size(); j++) {
      if (terms.get(j).stepper().remembers()) {
        String prefix = "m." + j + ".";
        State frozen = evaluated.get(j).get(0).frozen();
        frozen.arrays().forEach((n, a) -> out.put(prefix + n, a));
      }
    }
    return out;
  }

  /** What each term remembers of the step before. */
  private List<Optional<Past>> past(Map<String, Tensor> in, List<List<Parameter>> evaluated) {
    List<Optional<Past>> r = new ArrayList<>();
    for (int j = 0; j < terms.size(); j++) {
      Parameter now = evaluated.get(j).get(0);
      String prefix = "m." + j + ".";
      r.add(
          kind.remembers() && terms.get(j).stepper().remembers()
              ? Optional.of(
                  new Past(
                      now.with(
                          new State(
                              now.frozen().arrays().keySet().stream()
                                  .collect(
                                      Collectors.toMap(
                                          n -> n,
                                          n -> get(in, prefix + n),
                                          (a, b) -> a,
                                          LinkedHashMap::new)))),
                      times(in, "past")))
              : Optional.empty());
    }
    return r;
  }

  private Parameter parameter(
      Map<String, Tensor> in, int j, int k, Predictions seen, State here, Times t) {
    Term term = terms.get(j);
    Parameter p = term.parameter(seen.of(term.head()).value(), here, t);
    if (kind.startsAtData() && k == 0 && p instanceof Parameter.Relaxing) {
      throw Problem.of(GmError.UNSUPPORTED, "a step cannot go backwards from t = 1")
          .found("head '" + term.head().id() + "', whose velocity is known there as 0/0")
          .expected("a head that predicts the velocity, or a later start")
          .advice("Start just below 1, for example at 0.999.")
          .exception();
    }
    Tensor w = in.get("w." + j + "." + k);
    return w == null ? p : p.weighted(w);
  }

  /**
   * Where evaluation k + 1 is made, or the end: a term that has used its last evaluation waits for
   * the end of the step, and moves from there what the terms before it left.
   */
  private State stage(
      int k,
      State x0,
      List<List<Parameter>> evaluated,
      List<Times> times,
      List<Optional<Past>> past) {
    boolean end = k == nodes.length - 1;
    State next = x0;
    for (int j = 0; j < terms.size(); j++) {
      int mine = nodes(terms.get(j), last);
      if (end || k < mine - 1) {
        Rng rng = Rng.root().fork("step").fork("term" + j);
        StepContext at =
            new StepContext(
                rng,
                times.subList(0, mine),
                times.get(nodes.length),
                last,
                past.get(j),
                Optional.of(x0));
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
