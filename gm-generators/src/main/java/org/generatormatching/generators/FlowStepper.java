package org.generatormatching.generators;

import java.util.List;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.State;
import org.generatormatching.api.StepContext;
import org.generatormatching.api.Stepper;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Tensor;

/**
 * Steps of dX = u_t(X) dt with u = F. A linear parameter a(t) v moves to {@code exp_x(v int a)}; a
 * relaxing one to {@code keep x + gain toward}, which stays exact for a frozen point up to and
 * including t = 1.
 *
 * <p>Euler has order 1. Midpoint uses the parameter at the middle, Heun the mean of the moves with
 * the parameters at both ends (at x, projected to its tangent space): order 2. On a last step Heun
 * drops the node at t = 1 and is Euler, whose local error is as small.
 */
final class FlowStepper implements Stepper {
  private final ComponentId id;
  private final double[] nodes;
  private final Geometry.Riemannian geometry;

  private FlowStepper(String id, Geometry.Riemannian geometry, double... nodes) {
    this.id = ComponentId.of(id);
    this.nodes = nodes;
    this.geometry = geometry;
  }

  static FlowStepper euler(Geometry.Riemannian g) {
    return new FlowStepper("euler@1", g, 0);
  }

  static FlowStepper midpoint(Geometry.Riemannian g) {
    return new FlowStepper("midpoint@1", g, 0, 0.5);
  }

  static FlowStepper heun(Geometry.Riemannian g) {
    return new FlowStepper("heun@1", g, 0, 1);
  }

  @Override
  public ComponentId id() {
    return id;
  }

  @Override
  public int order() {
    return nodes.length;
  }

  @Override
  public boolean reversible() {
    return true;
  }

  @Override
  public double[] nodes(boolean last) {
    boolean drops = last && nodes[nodes.length - 1] == 1;
    return drops ? new double[] {0} : nodes.clone();
  }

  @Override
  public State stage(int k, State x0, List<Parameter> evaluated, StepContext at) {
    boolean mean = k == 1 && nodes[1] == 1;
    return mean
        ? mean(x0, evaluated.get(0), evaluated.get(1), at.from(), at.to())
        : move(geometry, x0, evaluated.get(k), at.from(), at.end(k));
  }

  /** One move with a frozen parameter. */
  static State move(Geometry.Riemannian geometry, State x, Parameter p, Times from, Times to) {
    return p instanceof Parameter.Relaxing r
        ? relax(x, r, from, to)
        : geometry.exp(x, tangent(p.linear("a flow"), from, to));
  }

  private State mean(State x, Parameter first, Parameter second, Times from, Times to) {
    if (first instanceof Parameter.Linear a && second instanceof Parameter.Linear b) {
      State both = tangent(a, from, to).plus(tangent(b, from, to)).times(0.5);
      return geometry.exp(x, geometry.toTangent(x, both));
    }
    return move(geometry, x, first, from, to).plus(move(geometry, x, second, from, to)).times(0.5);
  }

  private static State tangent(Parameter.Linear p, Times from, Times to) {
    return p.regular().times(p.factor().integral(from, to));
  }

  private static State relax(State x, Parameter.Relaxing p, Times from, Times to) {
    if (!p.toward().names().equals(x.names())) {
      throw Problem.of(GmError.SHAPE, "a relaxing velocity does not fit the point")
          .found(p.toward().names())
          .expected(x.names())
          .exception();
    }
    Tensor keep = p.relaxation().keep(from, to);
    Tensor gain = p.relaxation().gain(from, to);
    return x.times(keep).plus(p.toward().times(gain));
  }
}
