package org.generatormatching.generators;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Context;
import org.generatormatching.api.Model;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.Samples;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.Argument;
import org.generatormatching.tensor.Arguments;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.DeviceArray;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Program;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;

/** The programs of one adaptive request and the loop that runs them. */
final class AdaptiveSimulation implements AutoCloseable {
  private static final double[] NODES = {0, 1 / 5., 3 / 10., 4 / 5., 8 / 9., 1, 1};
  private static final double[][] STAGES = {
    {1 / 5.},
    {3 / 40., 9 / 40.},
    {44 / 45., -56 / 15., 32 / 9.},
    {19372 / 6561., -25360 / 2187., 64448 / 6561., -212 / 729.},
    {9017 / 3168., -355 / 33., 46732 / 5247., 49 / 176., -5103 / 18656.},
    {35 / 384., 0, 500 / 1113., 125 / 192., -2187 / 6784., 11 / 84.}
  };

  /** Weights of order 5 less those of order 4. */
  private static final double[] ERROR = {
    71 / 57600., 0, -71 / 16695., 71 / 1920., -17253 / 339200., 22 / 525., -1 / 40.
  };

  private static final double FIRST_STEP = 0.01;
  private static final double SAFETY = 0.9;
  private static final double LEAST = 0.2;
  private static final double GREATEST = 5;

  private final AdaptiveSampler settings;
  private final Backend backend;
  private final Model model;
  private final SampleRequest request;
  private final TotalVelocity velocity;
  private final double from;
  private final double to;
  private final Program source;
  private final Program first;
  private final Program attempt;
  private final Signature point;
  private final Signature context;

  AdaptiveSimulation(
      AdaptiveSampler settings, Backend backend, Model model, SampleRequest request) {
    this.settings = settings;
    this.backend = backend;
    this.model = model;
    this.request = request;
    this.velocity = new TotalVelocity(model, request.terms(), "sampler 'adaptive@1'");
    if (!request.clock().factors(0.5).isEmpty()) {
      throw Problem.of(GmError.UNSUPPORTED, "sampler 'adaptive@1' has one time for all factors")
          .found("times of factors of their own")
          .exception();
    }
    TimeGrid grid = request.grid();
    this.from = inner(grid.at(0));
    this.to = inner(grid.at(grid.steps()));
    Traced start =
        Traced.of(
            "source",
            Signature.empty(),
            in -> request.source().draw(Rng.root().fork("source"), Shape.B).arrays());
    this.point = request.start().map(Batch::signature).orElse(start.outputSignature());
    this.context = request.context().map(Batch::signature).orElse(Signature.empty());
    this.source = backend.compile(start);
    Signature in = Signature.empty().with("x.", point).with("c.", context);
    ArraySpec rows = new ArraySpec(DType.FLOAT64, Shape.of(Shape.B));
    this.first =
        backend.compile(
            Traced.of("velocity", in.with("t", rows), m -> slope(new State(m)).arrays()));
    Signature all = in.with("k.", point).with("t", rows).with("h", rows).with("real", rows);
    this.attempt =
        backend.compile(
            Traced.of("attempt", all.with("to", ArraySpec.number()), m -> attempt(new State(m))));
  }

  private static double inner(double t) {
    return t == 1 ? 1 - AdaptiveSampler.TAIL : t;
  }

  private State part(State in, String prefix, Signature names) {
    State s = State.empty();
    for (String n : names.names()) {
      s = s.with(n, in.get(prefix + n));
    }
    return s;
  }

  private State slope(State in) {
    Context told = new Context(part(in, "c.", context));
    return velocity.at(part(in, "x.", point), Times.of(in.get("t")), told);
  }

  /** One step of every row that has not arrived, kept where its error is small enough. */
  private Map<String, Tensor> attempt(State in) {
    Context told = new Context(part(in, "c.", context));
    State x0 = part(in, "x.", point);
    Tensor t = in.get("t");
    Tensor left = in.get("to").minus(t);
    Tensor reaches = in.get("h").ge(left.abs());
    Tensor h = reaches.where(left, left.sign().times(in.get("h")));
    List<State> k = new ArrayList<>();
    k.add(part(in, "k.", point));
    State x = x0;
    for (int i = 0; i < STAGES.length; i++) {
      x = x0.plus(combined(k, STAGES[i]).times(h));
      Times at = Times.of(t.plus(h.times(NODES[i + 1])));
      k.add(velocity.at(x, at, told));
    }
    State end = x;
    Tensor error = norm(combined(k, ERROR).times(h), x0, end, in.get("real"));
    Tensor good = error.le(1);
    Tensor factor = error.max(1e-10).pow(-0.2).times(SAFETY).clamp(LEAST, GREATEST);
    factor = error.isFinite().where(factor, factor.like(LEAST));
    Map<String, Tensor> out = new LinkedHashMap<>();
    x0.arrays().forEach((n, a) -> out.put("x." + n, good.alignTo(a).where(end.get(n), a)));
    k.get(0)
        .arrays()
        .forEach((n, a) -> out.put("k." + n, good.alignTo(a).where(k.get(6).get(n), a)));
    Tensor now = good.where(reaches.where(in.get("to").broadcast(t.shape()), t.plus(h)), t);
    out.put("t", now);
    Tensor arrived = left.eq(0);
    out.put("h", arrived.where(in.get("h"), h.abs().times(factor)));
    out.put("left", now.ne(in.get("to")).cast(DType.FLOAT64).times(in.get("real")).sum(0));
    return out;
  }

  private static State combined(List<State> k, double[] weights) {
    State sum = k.get(0).times(weights[0]);
    for (int i = 1; i < weights.length; i++) {
      sum = weights[i] == 0 ? sum : sum.plus(k.get(i).times(weights[i]));
    }
    return sum;
  }

  /** The largest over arrays of the root mean square of error / (atol + rtol |x|), [rows]. */
  private Tensor norm(State error, State x0, State x1, Tensor real) {
    Tensor worst = null;
    for (String n : error.names()) {
      Tensor scale = x0.get(n).abs().max(x1.get(n).abs()).cast(DType.FLOAT64);
      scale = scale.times(settings.rtol()).plus(settings.atol());
      Tensor e = error.get(n).cast(DType.FLOAT64).div(scale).square();
      long d = Math.max(1, e.shape().coefficient());
      Tensor row = Target.sumRows(e).div((double) d);
      if (settings.control() == AdaptiveSampler.Control.BATCH) {
        row = row.times(real).sum(0).div(real.sum(0)).broadcast(row.shape());
      }
      worst = worst == null ? row : worst.max(row);
    }
    return Objects.requireNonNull(worst, "a point without arrays").sqrt();
  }

  Samples run() {
    int most = 0;
    int chunk = settings.chunk();
    SampleRequest inside = request;
    int ends = 0;
    if (request.grid().at(0) == 1) {
      Samples begun = closing(request, 1, from);
      inside = request.from(begun.points());
      ends += begun.evaluations();
    }
    List<Batch> parts = new ArrayList<>();
    long begin = request.first();
    long end = begin + request.count();
    for (long base = begin / chunk * chunk; base < end; base += chunk) {
      int low = Math.toIntExact(Math.max(begin - base, 0));
      int high = Math.toIntExact(Math.min(end - base, chunk));
      most = Math.max(most, chunk(inside, base, low, high, parts));
    }
    if (parts.isEmpty()) {
      return new GridSampler(chunk).sample(backend, model, request);
    }
    Batch points = Batch.concat(parts);
    if (request.grid().at(request.grid().steps()) == 1) {
      Samples closed = closing(request.from(points), to, 1);
      points = closed.points();
      ends += closed.evaluations();
    }
    return new Samples(points, most + ends);
  }

  /** The piece of time next to 1. */
  private Samples closing(SampleRequest r, double start, double stop) {
    return new GridSampler(settings.chunk())
        .sample(backend, model, r.with(new TimeGrid(List.of(start, stop))));
  }

  /** The evaluations of one chunk, whose real rows are added to {@code parts}. */
  private int chunk(SampleRequest from, long base, int low, int high, List<Batch> parts) {
    Map<String, DeviceArray> held = new LinkedHashMap<>();
    try {
      upload(from, base, low, high, held);
      int tries = 0;
      double left;
      do {
        if (tries++ == settings.most()) {
          throw Problem.of(GmError.UNSUPPORTED, "an adaptive sampler does not come to the end")
              .found(settings.most() + " steps")
              .expected("fewer")
              .advice("Raise rtol and atol, or 'most'; a stiff field asks for grid@1.")
              .exception();
        }
        left = step(held);
      } while (left > 0);
      Map<String, HostArray> m = new LinkedHashMap<>();
      for (String n : point.names()) {
        m.put(n, held(held, "x." + n).toHost().rows(low, high));
      }
      parts.add(new Batch(m));
      return 1 + 6 * tries;
    } finally {
      held.values().forEach(DeviceArray::close);
    }
  }

  private void upload(
      SampleRequest from, long base, int low, int high, Map<String, DeviceArray> held) {
    int chunk = settings.chunk();
    NoiseKey key = new NoiseKey(request.seed(), 0, base);
    int i = 0;
    List<DeviceArray> x =
        from.start().isPresent() ? List.of() : source.run(Arguments.of(chunk, List.of()).with(key));
    for (String n : point.names()) {
      held.put(
          "x." + n,
          from.start().isPresent()
              ? backend.upload(
                  Chunks.padded(from.start().get(), request.first(), base, low, high, chunk).get(n))
              : x.get(i++));
    }
    for (String n : context.names()) {
      Batch told = request.context().orElseThrow();
      held.put(
          "c." + n,
          backend.upload(Chunks.padded(told, request.first(), base, low, high, chunk).get(n)));
    }
    double[] real = new double[chunk];
    double[] t = new double[chunk];
    double[] h = new double[chunk];
    for (int r = 0; r < chunk; r++) {
      real[r] = r >= low && r < high ? 1 : 0;
      t[r] = this.from;
      h[r] = FIRST_STEP;
    }
    held.put("t", backend.upload(HostArray.of(t, chunk)));
    held.put("h", backend.upload(HostArray.of(h, chunk)));
    held.put("real", backend.upload(HostArray.of(real, chunk)));
    List<DeviceArray> k = run(first, held, Map.of());
    i = 0;
    for (String n : point.names()) {
      held.put("k." + n, k.get(i++));
    }
  }

  private List<DeviceArray> run(
      Program program, Map<String, DeviceArray> held, Map<String, Argument> more) {
    Map<String, Argument> in = new LinkedHashMap<>(more);
    for (String n : program.traced().signature().names()) {
      if (!more.containsKey(n)) {
        in.put(n, held(held, n));
      }
    }
    Arguments a = Arguments.of(program.traced().signature(), settings.chunk(), in);
    return program.run(request.weights().map(a::with).orElse(a));
  }

  /** Replaces what is held by what a step makes of it; answers how many rows are on their way. */
  private double step(Map<String, DeviceArray> held) {
    List<DeviceArray> out = run(attempt, held, Map.of("to", HostArray.scalar(to)));
    int i = 0;
    double left = 0;
    for (String n : attempt.traced().outputs().keySet()) {
      DeviceArray a = out.get(i++);
      if (n.equals("left")) {
        left = a.toHost().get(0);
        a.close();
      } else {
        Objects.requireNonNull(held.put(n, a), n).close();
      }
    }
    return left;
  }

  private static DeviceArray held(Map<String, DeviceArray> held, String name) {
    return Objects.requireNonNull(held.get(name), name);
  }

  @Override
  public void close() {
    source.close();
    first.close();
    attempt.close();
  }
}
