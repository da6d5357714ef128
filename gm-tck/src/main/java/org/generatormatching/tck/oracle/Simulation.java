package org.generatormatching.tck.oracle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Example;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.State;
import org.generatormatching.api.StepContext;
import org.generatormatching.api.Term;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.Argument;
import org.generatormatching.tensor.Arguments;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.Program;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;

/**
 * Simulates one term step by step with programs of its own, so that a law about a stepper does not
 * rest on a sampler.
 *
 * <p>Every row moves towards its own data point z or by a marginal generator: which, the field
 * decides, whose evidence is z and the noise that explains the present point.
 */
public final class Simulation implements AutoCloseable {
  /** Rows of a program call: rates into many bins of many coordinates take much memory. */
  private static final int CHUNK = 2048;

  private final Backend backend;
  private final ConditionalPath path;
  private final Term term;
  private final Field field;
  private final Signature point;
  private final Map<Boolean, Program> programs = new LinkedHashMap<>();

  /**
   * A simulation.
   *
   * @param path needs a density, which explains points
   * @throws org.generatormatching.tensor.GmException [GM/UNSUPPORTED] if it has none
   */
  public Simulation(Backend backend, ConditionalPath path, Term term, Field field) {
    path.require(PathTrait.Density.class, "a simulation of " + term.head().id());
    this.backend = backend;
    this.path = path;
    this.term = term;
    this.field = field;
    this.point = path.space().point();
  }

  /**
   * The points at the end of a grid.
   *
   * @param x points at its beginning
   * @param z where each is going
   * @param seed of the steps' noise
   */
  public Batch run(Batch x, Batch z, TimeGrid grid, long seed) {
    List<Batch> parts = new ArrayList<>();
    for (int from = 0; from < x.size(); from += CHUNK) {
      int to = Math.min(from + CHUNK, x.size());
      Batch here = x.rows(from, to);
      Batch end = z.rows(from, to);
      for (int i = 0; i < grid.steps(); i++) {
        here = step(here, end, grid.at(i), grid.at(i + 1), new NoiseKey(seed, i, from));
      }
      parts.add(here);
    }
    return Batch.concat(parts);
  }

  private Batch step(Batch x, Batch z, double from, double to, NoiseKey key) {
    boolean last = to == 1;
    Program program = programs.computeIfAbsent(last, l -> backend.compile(trace(l)));
    Map<String, Argument> in = new LinkedHashMap<>();
    x.arrays().forEach((n, a) -> in.put("x." + n, a));
    z.arrays().forEach((n, a) -> in.put("z." + n, a));
    double[] nodes = term.stepper().nodes(last);
    for (int k = 0; k <= nodes.length; k++) {
      double t = k == nodes.length ? to : from + nodes[k] * (to - from);
      in.put("t" + k, HostArray.scalar(t));
      in.put("s" + k, HostArray.scalar(1 - t));
    }
    List<HostArray> out =
        program.runToHost(Arguments.of(program.traced().signature(), x.size(), in).with(key));
    Map<String, HostArray> m = new LinkedHashMap<>();
    int i = 0;
    for (String n : program.traced().outputs().keySet()) {
      m.put(n, out.get(i++));
    }
    return new Batch(m);
  }

  private Traced trace(boolean last) {
    double[] nodes = term.stepper().nodes(last);
    Signature s = Signature.empty().with("x.", point).with("z.", point);
    for (int k = 0; k <= nodes.length; k++) {
      s = s.with("t" + k, ArraySpec.number()).with("s" + k, ArraySpec.number());
    }
    return Traced.of(last ? "last-step" : "step", s, in -> body(in, nodes, last).arrays());
  }

  private State body(Map<String, Tensor> in, double[] nodes, boolean last) {
    State all = new State(in);
    State x0 = all.factor("x");
    List<Times> times = new ArrayList<>();
    Shape rows = Shape.of(Shape.B);
    for (int k = 0; k <= nodes.length; k++) {
      Tensor t = all.get("t" + k).broadcast(rows);
      times.add(new Times(t, all.get("s" + k).broadcast(rows), Map.of()));
    }
    StepContext at =
        new StepContext(
            Rng.root().fork("step"), times.subList(0, nodes.length), times.get(nodes.length), last);
    List<Parameter> evaluated = new ArrayList<>();
    State here = x0;
    for (int k = 0; k < nodes.length; k++) {
      evaluated.add(parameter(here, all.factor("z"), times.get(k)));
      here = term.stepper().stage(k, x0, List.copyOf(evaluated), at);
    }
    return here;
  }

  private Parameter parameter(State x, State z, Times t) {
    PathTrait.Density density = path.require(PathTrait.Density.class, "a simulation");
    Evidence evidence = Evidence.data(z, density.explain(x, z, t));
    State value = field.of(term.head(), new Example(x, t, evidence, t.t()));
    return term.parameter(value, x, t);
  }

  @Override
  public void close() {
    programs.values().forEach(Program::close);
  }
}
