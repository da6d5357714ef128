package org.generatormatching.generators;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Context;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Head;
import org.generatormatching.api.Model;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.Sampler;
import org.generatormatching.api.Samples;
import org.generatormatching.api.Source;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Term;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Gradients;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;

/**
 * The density of a flow's samples: {@code d/dt log p_t(x_t) = -div v_t(x_t)} along the trajectories
 * of dx/dt = v_t(x), so that {@code log p_1(x_1) = log p_0(x_0) - int_0^1 div v_t(x_t) dt}.
 *
 * <p>The integral is one more array of the point, which any sampler of flows integrates with it:
 * forwards a sample comes with its log density, backwards given points get theirs. Densities are
 * per unit of the points' volume, in nats, with their sum kept in FLOAT64.
 *
 * <p>The divergence is exact, by one reverse pass for each of the d coordinates, or Hutchinson's
 * estimate {@code e^T (grad v) e} with K probes e of random signs, fixed along a trajectory and
 * drawn by (seed, sample): unbiased, and its standard error is known from the K of each point. With
 * {@code gradient} the score of the model, s = grad log p_1, comes along: {@code ds/dt = -(grad
 * v)^T s - grad div v}; it is integrated forwards and needs the exact divergence.
 *
 * <p>Source: Chen et al. 2018; Grathwohl et al. 2019.
 *
 * @param probes K, or 0 for the exact divergence
 * @param gradient whether grad log p is wanted
 */
public record Likelihood(int probes, boolean gradient) {
  private static final String LOG = "log-density";
  private static final String SCORE = "score";
  private static final String PROBE = "probe";

  /** Checks the range. */
  public Likelihood {
    if (probes < 0 || (gradient && probes > 0)) {
      throw Problem.of(GmError.CONFIG, "a likelihood cannot be had so")
          .found(probes + " probes" + (gradient ? " and a gradient" : ""))
          .expected("probes of at least 0, and none where a gradient is wanted")
          .exception();
    }
  }

  /** With the exact divergence. */
  public static Likelihood exact() {
    return new Likelihood(0, false);
  }

  /**
   * Points with their densities.
   *
   * @param points x_1
   * @param logDensity log p_1(x_1)
   * @param standardError of each estimate with at least two probes
   * @param gradient grad log p_1(x_1), in the arrays of the points
   * @param evaluations of the network per point
   */
  public record Densities(
      Batch points,
      double[] logDensity,
      Optional<double[]> standardError,
      Optional<Batch> gradient,
      int evaluations) {}

  /**
   * Samples of a request, whose grid ascends to t = 1, with their densities.
   *
   * @throws org.generatormatching.tensor.GmException [GM/UNSUPPORTED] if a term has noise, jumps or
   *     a weight that depends on the time, or the density of the source is not known
   */
  public Densities samples(Backend backend, Model model, SampleRequest request, Sampler sampler) {
    Samples s =
        sampler.sample(backend, augmented(model, request), whole(request, Optional.empty()));
    double[][] log = columns(s.points());
    return densities(s.points(), log, s.evaluations());
  }

  /**
   * The densities of given points: the request's start, at the last time of its grid, which ascends
   * and is run through backwards.
   *
   * @throws org.generatormatching.tensor.GmException as {@link #samples}
   */
  public Densities points(Backend backend, Model model, SampleRequest request, Sampler sampler) {
    Batch given = request.start().orElseThrow();
    Likelihood once = new Likelihood(probes, false);
    SampleRequest back = request.with(request.grid().reversed());
    Samples s =
        sampler.sample(backend, once.augmented(model, back), once.whole(back, Optional.of(given)));
    Batch noise = s.points().only(given.signature().names());
    double[] source = sourceLog(request.source(), noise);
    double[][] log = columns(s.points());
    for (double[] row : log) {
      for (int i = 0; i < row.length; i++) {
        row[i] = source[i] - row[i];
      }
    }
    Densities d = once.densities(s.points(), log, s.evaluations());
    Optional<Batch> slope = Optional.empty();
    int evaluations = s.evaluations();
    if (gradient) {
      Samples again =
          sampler.sample(
              backend, augmented(model, request), whole(request.from(noise), Optional.of(noise)));
      slope = Optional.of(again.points().factor(SCORE));
      evaluations += again.evaluations();
    }
    return new Densities(given, d.logDensity(), d.standardError(), slope, evaluations);
  }

  private Densities densities(Batch whole, double[][] log, int evaluations) {
    int n = whole.size();
    double[] mean = new double[n];
    double[] error = new double[n];
    for (int i = 0; i < n; i++) {
      for (double[] row : log) {
        mean[i] += row[i] / log.length;
      }
      double squares = 0;
      for (double[] row : log) {
        squares += (row[i] - mean[i]) * (row[i] - mean[i]);
      }
      error[i] = Math.sqrt(squares / Math.max(1, log.length - 1) / log.length);
    }
    List<String> names = new ArrayList<>();
    for (String name : whole.signature().names()) {
      if (!name.equals(LOG) && !name.startsWith(SCORE + ".") && !name.startsWith(PROBE + "-")) {
        names.add(name);
      }
    }
    return new Densities(
        whole.only(names),
        mean,
        probes > 1 ? Optional.of(error) : Optional.empty(),
        gradient ? Optional.of(whole.factor(SCORE)) : Optional.empty(),
        evaluations);
  }

  /** The accumulators, one array for each probe. */
  private double[][] columns(Batch whole) {
    HostArray all = whole.get(LOG);
    int k = Math.max(1, probes);
    double[][] r = new double[k][whole.size()];
    for (int i = 0; i < whole.size(); i++) {
      for (int j = 0; j < k; j++) {
        r[j][i] = all.get(i * k + j);
      }
    }
    return r;
  }

  private static double[] sourceLog(Source source, Batch x) {
    Map<String, Tensor> in = new LinkedHashMap<>();
    x.arrays().forEach((n, a) -> in.put(n, Tensor.of(a)));
    return Reference.eval(List.of(log(source, new State(in))), 1, Map.of(), new NoiseKey(0, 0, 0))
        .get(0)
        .doubles();
  }

  private static Tensor log(Source source, State x) {
    return source
        .logDensity(x)
        .orElseThrow(
            () ->
                Problem.of(GmError.UNSUPPORTED, "a likelihood needs the density of the source")
                    .advice("The path affine-gaussian@1 knows it.")
                    .exception());
  }

  /** The request with its point and its terms augmented. */
  private SampleRequest whole(SampleRequest request, Optional<Batch> given) {
    Signature point =
        given
            .map(Batch::signature)
            .orElseGet(
                () ->
                    Traced.of(
                            "source",
                            Signature.empty(),
                            in ->
                                request.source().draw(Rng.root().fork("source"), Shape.B).arrays())
                        .outputSignature());
    List<String> names = List.copyOf(point.names());
    Source source =
        (rng, rows) -> {
          State x = request.source().draw(rng, rows);
          return begun(x, log(request.source(), x), request.source(), rng);
        };
    Term first = request.terms().get(0);
    Term term = Term.of(new WholeHead(names), new Flow(), first.stepper());
    SampleRequest r =
        new SampleRequest(
            List.of(term),
            source,
            Optional.empty(),
            request.count(),
            request.first(),
            request.grid(),
            request.clock(),
            request.context(),
            request.weights(),
            request.seed(),
            request.listener());
    return given.map(g -> r.from(started(g, request))).orElse(r);
  }

  /** Given points with empty accumulators, their probes and the score of the source. */
  private Batch started(Batch given, SampleRequest request) {
    Map<String, Tensor> in = new LinkedHashMap<>();
    given.signature().arrays().forEach((n, a) -> in.put(n, Tensor.input(n, a.dtype(), a.shape())));
    State x = new State(in);
    Tensor zero = Tensor.full(0, DType.FLOAT64, Shape.of(Shape.B));
    State all = begun(x, zero, request.source(), Rng.root().fork("source"));
    Map<Tensor, HostArray> values = new LinkedHashMap<>();
    in.forEach((n, a) -> values.put(a, given.get(n)));
    List<HostArray> start =
        Reference.eval(
            List.copyOf(all.arrays().values()),
            given.size(),
            values,
            new NoiseKey(request.seed(), 0, request.first()));
    Map<String, HostArray> m = new LinkedHashMap<>();
    int i = 0;
    for (String n : all.names()) {
      m.put(n, start.get(i++));
    }
    return new Batch(m);
  }

  private State begun(State x, Tensor log, Source source, Rng rng) {
    int k = Math.max(1, probes);
    State all = x.with(LOG, log.unsqueeze(1).broadcast(Shape.of(x.rows(), k)));
    for (int j = 0; j < probes; j++) {
      for (String n : x.names()) {
        Tensor a = x.get(n);
        Tensor u = rng.fork(PROBE + j).fork(n).uniform(a.dtype(), a.shape());
        all = all.with(probe(j, n), u.lt(0.5).where(a.like(-1), a.like(1)));
      }
    }
    if (gradient) {
      List<String> names = List.copyOf(x.names());
      List<Tensor> slopes =
          Gradients.of(log(source, x).sum(0), names.stream().map(x::get).toList());
      for (int i = 0; i < names.size(); i++) {
        all = all.with(SCORE + "." + names.get(i), slopes.get(i));
      }
    }
    return all;
  }

  private static String probe(int j, String name) {
    return PROBE + "-" + j + "." + name;
  }

  /** A model that answers with the velocity of the augmented point. */
  private Model augmented(Model model, SampleRequest request) {
    TotalVelocity velocity = new TotalVelocity(model, request.terms(), "a likelihood");
    return (whole, t, context) ->
        head -> Prediction.of(slope(velocity, whole, ((WholeHead) head).names(), t, context));
  }

  private State slope(
      TotalVelocity velocity, State whole, List<String> names, Times t, Context context) {
    State x = whole.only(names);
    State u = velocity.at(x, t, context);
    State all = State.empty();
    for (String n : whole.names()) {
      all = all.with(n, names.contains(n) ? u.get(n) : whole.get(n).like(0));
    }
    if (probes > 0) {
      List<Tensor> each = new ArrayList<>();
      for (int j = 0; j < probes; j++) {
        int probe = j;
        State e = new State(probeOf(whole, names, probe));
        State pulled = pulled(u, e, x, names);
        each.add(inner(pulled, e).unsqueeze(1));
      }
      return all.with(LOG, Tensor.concat(1, each).neg());
    }
    Tensor divergence = divergence(u, x, names);
    all = all.with(LOG, divergence.unsqueeze(1).neg());
    if (gradient) {
      State s = whole.factor(SCORE);
      State pulled = pulled(u, s, x, names);
      List<Tensor> slopes = Gradients.of(divergence.sum(0), names.stream().map(x::get).toList());
      for (int i = 0; i < names.size(); i++) {
        String n = names.get(i);
        all = all.with(SCORE + "." + n, pulled.get(n).plus(slopes.get(i)).neg());
      }
    }
    return all;
  }

  private static Map<String, Tensor> probeOf(State whole, List<String> names, int j) {
    Map<String, Tensor> m = new LinkedHashMap<>();
    names.forEach(n -> m.put(n, whole.get(probe(j, n))));
    return m;
  }

  /** (grad u)^T e by one reverse pass. */
  private static State pulled(State u, State e, State x, List<String> names) {
    List<Tensor> gradients =
        Gradients.of(
            names.stream().map(u::get).toList(),
            names.stream().map(e::get).toList(),
            names.stream().map(x::get).toList());
    Map<String, Tensor> m = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      m.put(names.get(i), gradients.get(i));
    }
    return new State(m);
  }

  private static Tensor inner(State a, State b) {
    Tensor sum = null;
    for (String n : a.names()) {
      Tensor row = Target.sumRows(a.get(n).cast(DType.FLOAT64).times(b.get(n).cast(DType.FLOAT64)));
      sum = sum == null ? row : sum.plus(row);
    }
    if (sum == null) {
      throw new IllegalArgumentException("a point without arrays");
    }
    return sum;
  }

  /** sum_i du_i/dx_i, a reverse pass for each coordinate. */
  private static Tensor divergence(State u, State x, List<String> names) {
    Tensor sum = Tensor.full(0, DType.FLOAT64, Shape.of(x.rows()));
    for (String n : names) {
      Tensor a = x.get(n);
      int d = Math.toIntExact(a.shape().coefficient());
      for (int i = 0; i < d; i++) {
        Tensor along = Tensor.iota(d).eq(i).cast(a.dtype()).broadcast(Shape.of(x.rows(), d));
        Tensor e = along.reshape(a.shape());
        Tensor row = Gradients.of(List.of(u.get(n)), List.of(e), List.of(a)).get(0);
        sum = sum.plus(Target.sumRows(row.times(e)).cast(DType.FLOAT64));
      }
    }
    return sum;
  }

  /** Stands for all terms at once on the augmented point. */
  private record WholeHead(List<String> names) implements Head {
    @Override
    public ComponentId id() {
      return ComponentId.of("likelihood@1");
    }

    @Override
    public Set<CoordinateId> gives() {
      return Set.of(CoordinateId.VELOCITY);
    }

    @Override
    public Signature raw() {
      return Signature.empty();
    }

    @Override
    public Prediction predict(State raw, State xt, Times t) {
      return Prediction.of(raw);
    }

    @Override
    public Target target(Evidence evidence, Times t) {
      throw Problem.of(GmError.UNSUPPORTED, "a likelihood is not trained").exception();
    }

    @Override
    public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
      return Parameter.Linear.of(value);
    }
  }
}
