package org.generatormatching.generators;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Model;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.Samples;
import org.generatormatching.api.Term;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.tensor.Argument;
import org.generatormatching.tensor.Arguments;
import org.generatormatching.tensor.Backend;
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

/** The programs of one request and the loop that runs them chunk by chunk. */
final class GridSimulation implements AutoCloseable {
  private final int chunk;
  private final Backend backend;
  private final SampleRequest request;
  private final Signature point;
  private final Function<StepTrace.Kind, StepTrace> steps;
  private final Program source;
  private final Map<StepTrace.Kind, StepTrace> kinds = new LinkedHashMap<>();
  private final Map<StepTrace, Program> programs = new LinkedHashMap<>();

  GridSimulation(int chunk, Backend backend, Model model, SampleRequest request) {
    this.chunk = chunk;
    this.backend = backend;
    this.request = request;
    Traced start =
        Traced.of(
            "source",
            Signature.empty(),
            in -> request.source().draw(Rng.root().fork("source"), Shape.B).arrays());
    this.point = request.start().map(Batch::signature).orElse(start.outputSignature());
    Signature context = request.context().map(Batch::signature).orElse(Signature.empty());
    TreeSet<String> clocks = new TreeSet<>(request.clock().factors(grid().at(0)).keySet());
    this.steps = k -> new StepTrace(model, request.terms(), point, context, clocks, k);
    checkDirection();
    this.source = backend.compile(start);
  }

  private TimeGrid grid() {
    return request.grid();
  }

  private void checkDirection() {
    for (Term t : grid().descends() ? request.terms() : List.<Term>of()) {
      if (!t.stepper().reversible()) {
        throw Problem.of(GmError.UNSUPPORTED, "a process with noise has no steps backwards")
            .found("stepper '" + t.stepper().id() + "' on times that descend")
            .expected("flows alone, family 'flow@1'")
            .exception();
      }
    }
  }

  private StepTrace kind(int step) {
    return kinds.computeIfAbsent(StepTrace.Kind.of(grid(), step, request.terms()), steps);
  }

  private Program program(StepTrace kind) {
    return programs.computeIfAbsent(kind, k -> backend.compile(k.trace()));
  }

  Samples run() {
    int evaluations = 0;
    for (int i = 0; i < grid().steps(); i++) {
      evaluations += kind(i).nodes().length;
    }
    if (request.count() == 0) {
      return new Samples(nothing(), evaluations);
    }
    List<Batch> parts = new ArrayList<>();
    long from = request.first();
    long to = from + request.count();
    for (long base = from / chunk * chunk; base < to; base += chunk) {
      int low = Math.toIntExact(Math.max(from - base, 0));
      int high = Math.toIntExact(Math.min(to - base, chunk));
      parts.add(chunk(base, low, high));
    }
    return new Samples(Batch.concat(parts), evaluations);
  }

  private Batch nothing() {
    Map<String, HostArray> m = new LinkedHashMap<>();
    point
        .arrays()
        .forEach((n, a) -> m.put(n, HostArray.zeros(a.dtype(), a.shape().with(0, 0).dims())));
    return new Batch(m);
  }

  /** Rows low (inclusive) to high (exclusive) of the chunk that begins at sample {@code base}. */
  private Batch chunk(long base, int low, int high) {
    List<DeviceArray> context = new ArrayList<>();
    List<DeviceArray> x = List.of();
    List<DeviceArray> memory = List.of();
    try {
      if (request.context().isPresent()) {
        for (HostArray a : padded(request.context().get(), base, low, high).arrays().values()) {
          context.add(backend.upload(a));
        }
      }
      x = start(base, low, high);
      for (int i = 0; i <= grid().steps(); i++) {
        List<DeviceArray> now = x;
        request.listener().step(base + low, i, grid().at(i), () -> rows(now, low, high));
        if (i < grid().steps()) {
          List<DeviceArray> past = memory;
          List<DeviceArray> next = step(i, base, now, context, past);
          x = next.subList(0, now.size());
          memory = next.subList(now.size(), next.size());
          now.forEach(DeviceArray::close);
          past.forEach(DeviceArray::close);
        }
      }
      return rows(x, low, high);
    } finally {
      x.forEach(DeviceArray::close);
      memory.forEach(DeviceArray::close);
      context.forEach(DeviceArray::close);
    }
  }

  private List<DeviceArray> start(long base, int low, int high) {
    Optional<Batch> given = request.start();
    if (given.isEmpty()) {
      NoiseKey key = new NoiseKey(request.seed(), 0, base);
      return source.run(Arguments.of(chunk, List.of()).with(key));
    }
    List<DeviceArray> x = new ArrayList<>();
    for (HostArray a : padded(given.get(), base, low, high).arrays().values()) {
      x.add(backend.upload(a));
    }
    return x;
  }

  private Batch padded(Batch given, long base, int low, int high) {
    return Chunks.padded(given, request.first(), base, low, high, chunk);
  }

  /** The points, and after them what the next step is to remember. */
  private List<DeviceArray> step(
      int i, long base, List<DeviceArray> x, List<DeviceArray> context, List<DeviceArray> memory) {
    StepTrace kind = kind(i);
    Program program = program(kind);
    Map<String, Argument> in = new LinkedHashMap<>();
    int k = 0;
    for (String n : point.names()) {
      in.put("x." + n, x.get(k++));
    }
    k = 0;
    for (String n : request.context().map(c -> c.signature().names()).orElse(List.of())) {
      in.put("c." + n, context.get(k++));
    }
    in.putAll(kind.numbers(this::time, grid(), i));
    k = 0;
    for (String n : program.traced().signature().names()) {
      if (n.startsWith("m.")) {
        in.put(n, memory.get(k++));
      }
    }
    Arguments a =
        Arguments.of(program.traced().signature(), chunk, in)
            .with(new NoiseKey(request.seed(), i, base));
    return program.run(request.weights().map(a::with).orElse(a));
  }

  private double time(String factor, double s) {
    return Objects.requireNonNull(request.clock().factors(s).get(factor), factor);
  }

  private Batch rows(List<DeviceArray> x, int low, int high) {
    Map<String, HostArray> m = new LinkedHashMap<>();
    int k = 0;
    for (String n : point.names()) {
      m.put(n, x.get(k++).toHost().rows(low, high));
    }
    return new Batch(m);
  }

  @Override
  public void close() {
    source.close();
    programs.values().forEach(Program::close);
  }
}
