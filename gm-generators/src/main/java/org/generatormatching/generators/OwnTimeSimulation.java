package org.generatormatching.generators;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Context;
import org.generatormatching.api.Model;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.Samples;
import org.generatormatching.api.State;
import org.generatormatching.api.TimeGrid;
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
import org.generatormatching.tensor.Traced;

/**
 * A simulation in which every sample has a time of its own, so that it does not depend on its
 * mates: one program is repeated on the rows of a chunk, of which some have arrived already, until
 * all have. The piece of time next to t = 1, where generators may be infinite, is one step of the
 * terms' own steppers.
 *
 * <p>The program takes points {@code x.NAME}, conditions {@code c.NAME}, times {@code t} [rows],
 * {@code real}, which is 1 for rows that are asked for, and the number {@code to} where all shall
 * arrive; of these it gives back points, times and {@code left}, how many real rows are on their
 * way. What else it gives back it takes again.
 */
abstract class OwnTimeSimulation implements AutoCloseable {
  private static final double TAIL = 1e-4;

  /**
   * Between the addresses of the noise of two stops: how often others had to be tried before does
   * not count.
   */
  private static final long STRIDE = 1 << 24;

  final Backend backend;
  final Model model;
  final SampleRequest request;
  final Signature point;
  final Signature context;
  private final String user;
  private final int chunk;
  private final int most;
  private final Program source;

  /**
   * A simulation.
   *
   * @param user the sampler, for messages
   * @param chunk rows of the program
   * @param most runs of the program on a chunk
   */
  OwnTimeSimulation(
      String user, int chunk, int most, Backend backend, Model model, SampleRequest request) {
    this.user = user;
    this.chunk = chunk;
    this.most = most;
    this.backend = backend;
    this.model = model;
    this.request = request;
    if (!request.clock().factors(0.5).isEmpty()) {
      throw Problem.of(GmError.UNSUPPORTED, user + " has one time for all factors")
          .found("times of factors of their own")
          .exception();
    }
    Traced start =
        Traced.of(
            "source",
            Signature.empty(),
            in -> request.source().draw(Rng.root().fork("source"), Shape.B).arrays());
    this.point = request.start().map(Batch::signature).orElse(start.outputSignature());
    this.context = request.context().map(Batch::signature).orElse(Signature.empty());
    this.source = backend.compile(start);
  }

  /** The program that is repeated. */
  abstract Program attempt();

  /** The numbers of the grid's times where samples are looked at, the last one at the end. */
  abstract int[] stops();

  /** Adds what the program takes besides, for rows at the first time. */
  void begin(Map<String, DeviceArray> held) {}

  /** Looks at what a run of the program gave. */
  void check(Map<String, DeviceArray> held) {}

  /** Evaluations of the model by so many runs of the program. */
  abstract int evaluations(int runs);

  /** Points and conditions, and times as other arrays have them. */
  final Signature inputs() {
    return Signature.empty().with("x.", point).with("c.", context).with("t", rows());
  }

  /** FLOAT64 [rows]. */
  static ArraySpec rows() {
    return new ArraySpec(DType.FLOAT64, Shape.of(Shape.B));
  }

  /** The points inside the program. */
  final State points(State in) {
    return part(in, "x.", point);
  }

  /** The conditions inside the program. */
  final Context told(State in) {
    return new Context(part(in, "c.", context));
  }

  static State part(State in, String prefix, Signature names) {
    State s = State.empty();
    for (String n : names.names()) {
      s = s.with(n, in.get(prefix + n));
    }
    return s;
  }

  private double time(int step) {
    double t = request.grid().at(step);
    return t == 1 ? 1 - TAIL : t;
  }

  final Samples run() {
    int used = 0;
    int ends = 0;
    SampleRequest inside = request;
    TimeGrid grid = request.grid();
    if (grid.at(0) == 1) {
      Samples begun = closing(request, 1, time(0));
      inside = request.from(begun.points());
      ends += begun.evaluations();
    }
    List<Batch> parts = new ArrayList<>();
    long begin = request.first();
    long end = begin + request.count();
    for (long base = begin / chunk * chunk; base < end; base += chunk) {
      int low = Math.toIntExact(Math.max(begin - base, 0));
      int high = Math.toIntExact(Math.min(end - base, chunk));
      used = Math.max(used, evaluations(chunk(inside, base, low, high, parts)));
    }
    if (parts.isEmpty()) {
      return new GridSampler(chunk).sample(backend, model, request);
    }
    Batch points = Batch.concat(parts);
    if (grid.at(grid.steps()) == 1) {
      SampleRequest last = request.from(points);
      Samples closed =
          closing(
              last.with(
                  (SampleRequest.Listener)
                      (first, step, t, p) -> {
                        if (step > 0) {
                          request.listener().step(first, grid.steps(), t, p);
                        }
                      }),
              time(grid.steps()),
              1);
      points = closed.points();
      ends += closed.evaluations();
    }
    return new Samples(points, used + ends);
  }

  /** The piece of time next to 1. */
  private Samples closing(SampleRequest r, double start, double stop) {
    return new GridSampler(chunk)
        .sample(backend, model, r.with(new TimeGrid(List.of(start, stop))));
  }

  /** The runs of the program for one chunk, whose real rows are added to {@code parts}. */
  private int chunk(SampleRequest from, long base, int low, int high, List<Batch> parts) {
    Map<String, DeviceArray> held = new LinkedHashMap<>();
    try {
      upload(from, base, low, high, held);
      tell(0, base, low, high, held);
      int runs = 0;
      for (int stop : stops()) {
        int before = runs;
        double left;
        do {
          if (runs == most) {
            throw Problem.of(GmError.UNSUPPORTED, user + " does not come to the end")
                .found(most + " attempts")
                .expected("fewer")
                .advice("Raise 'most', ask for less, or simulate with grid@1.")
                .exception();
          }
          left = left(held, base, stop * STRIDE + runs++ - before, time(stop));
        } while (left > 0);
        if (request.grid().at(stop) != 1) {
          tell(stop, base, low, high, held);
        }
      }
      parts.add(rows(held, low, high));
      return runs;
    } finally {
      held.values().forEach(DeviceArray::close);
    }
  }

  private void tell(int stop, long base, int low, int high, Map<String, DeviceArray> held) {
    double t = request.grid().at(stop);
    request.listener().step(base + low, stop, t, () -> rows(held, low, high));
  }

  private Batch rows(Map<String, DeviceArray> held, int low, int high) {
    Map<String, HostArray> m = new LinkedHashMap<>();
    for (String n : point.names()) {
      m.put(n, held(held, "x." + n).toHost().rows(low, high));
    }
    return new Batch(m);
  }

  private void upload(
      SampleRequest from, long base, int low, int high, Map<String, DeviceArray> held) {
    NoiseKey key = new NoiseKey(request.seed(), 0, base);
    int i = 0;
    List<DeviceArray> x =
        from.start().isPresent() ? List.of() : source.run(Arguments.of(chunk, List.of()).with(key));
    for (String n : point.names()) {
      held.put(
          "x." + n,
          from.start().isPresent()
              ? backend.upload(padded(from.start().get(), base, low, high).get(n))
              : x.get(i++));
    }
    for (String n : context.names()) {
      Batch told = request.context().orElseThrow();
      held.put("c." + n, backend.upload(padded(told, base, low, high).get(n)));
    }
    fill(held, "real", IntStream.range(0, chunk).mapToDouble(r -> r >= low && r < high ? 1 : 0));
    fill(held, "t", IntStream.range(0, chunk).mapToDouble(r -> time(0)));
    begin(held);
  }

  private Batch padded(Batch given, long base, int low, int high) {
    return Chunks.padded(given, request.first(), base, low, high, chunk);
  }

  private void fill(Map<String, DeviceArray> held, String name, DoubleStream values) {
    held.put(name, backend.upload(HostArray.of(values.toArray(), chunk)));
  }

  /** An array with the same number in every row. */
  final void fill(Map<String, DeviceArray> held, String name, double value) {
    double[] all = new double[chunk];
    Arrays.fill(all, value);
    held.put(name, backend.upload(HostArray.of(all, chunk)));
  }

  /** A program without noise on what is held. */
  final List<DeviceArray> run(Program program, Map<String, DeviceArray> held) {
    return program.run(arguments(program, held, Map.of()));
  }

  private Arguments arguments(
      Program program, Map<String, DeviceArray> held, Map<String, Argument> numbers) {
    Map<String, Argument> in = new LinkedHashMap<>(numbers);
    for (String n : program.traced().signature().names()) {
      if (!numbers.containsKey(n)) {
        in.put(n, held(held, n));
      }
    }
    Arguments a = Arguments.of(program.traced().signature(), chunk, in);
    return request.weights().map(a::with).orElse(a);
  }

  /** Replaces what is held by what the program makes of it; how many rows are on their way. */
  private double left(Map<String, DeviceArray> held, long base, long address, double to) {
    NoiseKey key = new NoiseKey(request.seed(), address, base);
    Arguments in = arguments(attempt(), held, Map.of("to", HostArray.scalar(to)));
    List<DeviceArray> out = attempt().run(in.with(key));
    int i = 0;
    for (String n : attempt().traced().outputs().keySet()) {
      DeviceArray old = held.put(n, out.get(i++));
      if (old != null) {
        old.close();
      }
    }
    check(held);
    return held(held, "left").toHost().get(0);
  }

  static DeviceArray held(Map<String, DeviceArray> held, String name) {
    return Objects.requireNonNull(held.get(name), name);
  }

  @Override
  public void close() {
    source.close();
    attempt().close();
  }
}
