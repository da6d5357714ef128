package org.generatormatching.generators;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.generatormatching.api.Model;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.DeviceArray;
import org.generatormatching.tensor.Program;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;

/** The programs of one adaptive request. */
final class AdaptiveSimulation extends OwnTimeSimulation {
  private static final String WHO = "sampler 'adaptive@1'";
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
  private final TotalVelocity velocity;
  private final Program first;
  private final Program attempt;

  AdaptiveSimulation(
      AdaptiveSampler settings, Backend backend, Model model, SampleRequest request) {
    super(WHO, settings.chunk(), settings.most(), backend, model, request);
    this.settings = settings;
    this.velocity = new TotalVelocity(model, request.terms(), WHO);
    this.first =
        backend.compile(Traced.of("velocity", inputs(), m -> slope(new State(m)).arrays()));
    Signature all = inputs().with("k.", point).with("h", rows()).with("real", rows());
    this.attempt =
        backend.compile(
            Traced.of("attempt", all.with("to", ArraySpec.number()), m -> attempt(new State(m))));
  }

  @Override
  Program attempt() {
    return attempt;
  }

  @Override
  int[] stops() {
    return new int[] {request.grid().steps()};
  }

  @Override
  int evaluations(int runs) {
    return 1 + 6 * runs;
  }

  @Override
  void begin(Map<String, DeviceArray> held) {
    fill(held, "h", FIRST_STEP);
    List<DeviceArray> k = run(first, held);
    int i = 0;
    for (String n : point.names()) {
      held.put("k." + n, k.get(i++));
    }
  }

  private State slope(State in) {
    return velocity.at(points(in), Times.of(in.get("t")), told(in));
  }

  /** One step of every row that has not arrived, kept where its error is small enough. */
  private Map<String, Tensor> attempt(State in) {
    State x0 = points(in);
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
      k.add(velocity.at(x, at, told(in)));
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

  @Override
  public void close() {
    first.close();
    super.close();
  }
}
