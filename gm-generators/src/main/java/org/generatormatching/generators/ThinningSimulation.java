package org.generatormatching.generators;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.generatormatching.api.Jumps;
import org.generatormatching.api.Model;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.Predictions;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.State;
import org.generatormatching.api.Term;
import org.generatormatching.api.TimeFactor;
import org.generatormatching.api.Times;
import org.generatormatching.api.Weighting;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.DeviceArray;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Program;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;

/** The program of one request by thinning. */
final class ThinningSimulation extends OwnTimeSimulation {
  private static final String WHO = "sampler 'thinning@1'";

  /** Halvings of the time that is left: a candidate's time is exact to 1e-12 of it. */
  private static final int HALVINGS = 40;

  /** What rates in FLOAT32 that sum up to a bound may exceed it by, relatively. */
  private static final double ROUNDING = 1e-3;

  private final List<Double> bounds = new ArrayList<>();
  private final Program attempt;

  ThinningSimulation(
      ThinningSampler settings, Backend backend, Model model, SampleRequest request) {
    super(WHO, settings.chunk(), settings.most(), backend, model, request);
    for (Term t : request.terms()) {
      bounds.add(bound(settings, t));
    }
    this.attempt =
        backend.compile(
            Traced.of(
                "candidate",
                inputs().with("real", rows()).with("to", ArraySpec.number()),
                m -> candidate(new State(m))));
  }

  private static double bound(ThinningSampler settings, Term t) {
    if (t.family().isContinuous() || !(t.weight() instanceof Weighting.Constant)) {
      throw refused(t, "simulates jumps alone")
          .expected("families that jump, with weights that do not depend on the time")
          .exception();
    }
    OptionalDouble known = t.head().rateBound(t.family().wants());
    if (settings.bound().isEmpty() && known.isEmpty()) {
      throw refused(t, "needs a bound of the rates")
          .expected("a head whose rates are laws, or a bound")
          .advice("Give one, for example sampler: { use: thinning@1, bound: 20 }.")
          .exception();
    }
    return settings.bound().orElseGet(known::getAsDouble);
  }

  private static Problem refused(Term t, String what) {
    return Problem.of(GmError.UNSUPPORTED, WHO + " " + what)
        .found("head '" + t.head().id() + "' by family '" + t.family().id() + "'");
  }

  @Override
  Program attempt() {
    return attempt;
  }

  @Override
  int[] stops() {
    return IntStream.rangeClosed(1, request.grid().steps()).toArray();
  }

  @Override
  int evaluations(int runs) {
    return runs;
  }

  /** Every row goes on to its next candidate, or to the end. */
  private Map<String, Tensor> candidate(State in) {
    State x = points(in);
    Tensor now = in.get("t");
    Rng rng = Rng.root().fork("thinning");
    List<Parameter.Linear> before = parameters(in, x, Times.of(now));
    Tensor next = in.get("to").broadcast(now.shape()).max(now);
    Tensor rings = next.like(-1);
    for (int j = 0; j < before.size(); j++) {
      long entries = entries(j, x, before.get(j), rng);
      Tensor u = rng.fork("clock" + j).uniform(DType.FLOAT64, now.shape());
      Clock clock = new Clock(before.get(j).factor(), bounds.get(j) * entries, now);
      Tensor own = clock.until(next, u);
      Tensor first = clock.rings(next, u);
      next = first.where(own, next);
      rings = first.where(rings.like(j), rings);
    }
    List<Parameter.Linear> then = parameters(in, x, Times.of(next));
    State y = x;
    Tensor worst = next.like(0);
    for (int j = 0; j < then.size(); j++) {
      Tensor mine = rings.eq(j);
      Jumps jumps = jumps(j, x, then.get(j), rng);
      Candidate c = new Candidate(rng.fork("entry" + j), jumps.rates(), next, bounds.get(j));
      y = jumps.from(y, (n, rates) -> mine.alignTo(rates).and(c.accepts(n, rates)));
      worst = worst.max(mine.where(c.excess(), next.like(0)));
    }
    Map<String, Tensor> out = new LinkedHashMap<>();
    y.arrays().forEach((n, a) -> out.put("x." + n, a));
    out.put("t", next);
    Tensor real = in.get("real");
    out.put("left", next.lt(in.get("to")).cast(DType.FLOAT64).times(real).sum(0));
    out.put("worst", worst.times(real).amax(0));
    return out;
  }

  /** With their weights. */
  private List<Parameter.Linear> parameters(State in, State x, Times t) {
    Predictions seen = model.at(x, t, told(in));
    List<Parameter.Linear> all = new ArrayList<>();
    for (Term term : request.terms()) {
      Parameter p = term.parameter(seen.of(term.head()).value(), x, t);
      Tensor weight = t.t().like(term.weight().at(0));
      all.add((Parameter.Linear) p.linear(WHO).weighted(weight));
    }
    return all;
  }

  private Jumps jumps(int j, State x, Parameter.Linear p, Rng rng) {
    Term t = request.terms().get(j);
    return t.family()
        .jumps(x, p, rng.fork("term" + j))
        .orElseThrow(
            () ->
                refused(t, "does not know where entries jump")
                    .expected("a family that tells (GeneratorFamily.jumps)")
                    .exception());
  }

  /** How many clocks a point has. */
  private long entries(int j, State x, Parameter.Linear p, Rng rng) {
    return jumps(j, x, p, rng).rates().arrays().values().stream()
        .mapToLong(a -> a.shape().coefficient())
        .sum();
  }

  /**
   * When the next candidate of rate a(t) rate comes.
   *
   * @param now the times of the rows
   */
  private record Clock(TimeFactor factor, double rate, Tensor now) {
    private Tensor silent(Tensor to) {
      return factor.survival(Times.of(now), Times.of(to)).pow(rate);
    }

    /** Whether it comes before {@code to}. */
    Tensor rings(Tensor to, Tensor u) {
      return silent(to).le(u);
    }

    /** When, if it comes before {@code to}. */
    Tensor until(Tensor to, Tensor u) {
      Tensor low = now;
      Tensor high = to;
      for (int i = 0; i < HALVINGS; i++) {
        Tensor middle = low.plus(high).times(0.5);
        Tensor after = rings(middle, u);
        high = after.where(middle, high);
        low = after.where(low, middle);
      }
      return high;
    }
  }

  /** Which entry of every row might jump, and whether it does. */
  private static final class Candidate {
    private final State chosen;
    private final State share;
    private final Tensor u;

    Candidate(Rng rng, State rates, Tensor rows, double bound) {
      long entries = rates.arrays().values().stream().mapToLong(a -> a.shape().coefficient()).sum();
      this.u = rng.fork("accept").uniform(DType.FLOAT64, rows.shape());
      Tensor which =
          rng.fork("which").uniform(DType.FLOAT64, rows.shape()).times((double) entries).floor();
      this.share = rates.map(r -> r.cast(DType.FLOAT64).div(bound));
      State here = State.empty();
      long before = 0;
      for (String n : rates.names()) {
        Shape shape = rates.get(n).shape();
        Tensor number = Tensor.iota(shape.coefficient()).cast(DType.FLOAT64).plus((double) before);
        Tensor equal = number.unsqueeze(0).eq(which.unsqueeze(1));
        here = here.with(n, equal.reshape(shape));
        before += shape.coefficient();
      }
      this.chosen = here;
    }

    Tensor accepts(String name, Tensor rates) {
      return chosen.get(name).and(u.alignTo(rates).lt(share.get(name)));
    }

    /** The candidate's rate relative to the bound [rows]. */
    Tensor excess() {
      Tensor most = u.like(0);
      for (String n : chosen.names()) {
        Tensor r = chosen.get(n).where(share.get(n), share.get(n).like(0));
        most = most.max(r.reshape(-1, r.shape().coefficient()).amax(1));
      }
      return most;
    }
  }

  @Override
  void check(Map<String, DeviceArray> held) {
    double worst = held(held, "worst").toHost().get(0);
    if (!(worst <= 1 + ROUNDING)) {
      throw Problem.of(GmError.DOMAIN, "a rate exceeds its bound, so that jumps are missing")
          .found(worst + " times the bound")
          .expected("at most once")
          .advice("Raise sampling.sampler.bound.")
          .exception();
    }
  }
}
