package org.generatormatching.api;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * One factor's components seen from the whole product: they read their own arrays and times of the
 * joint state and change those alone. The joint generator is the sum of lifted terms.
 */
public final class Lifted {
  private Lifted() {}

  /** A head of a factor. */
  public static Head head(String factor, Head head) {
    return new LiftedHead(factor, head);
  }

  /** A family on a factor. */
  public static GeneratorFamily family(String factor, GeneratorFamily family) {
    return new LiftedFamily(factor, family);
  }

  /** A stepper on a factor. */
  public static Stepper stepper(String factor, Stepper stepper) {
    return new LiftedStepper(factor, stepper);
  }

  /** A term of a factor. */
  public static Term term(String factor, Term term) {
    return new Term(
        head(factor, term.head()),
        family(factor, term.family()),
        stepper(factor, term.stepper()),
        term.weight());
  }

  /** A head of a factor with its divergence. */
  public static HeadLoss loss(String factor, HeadLoss loss) {
    return new HeadLoss(
        head(factor, loss.head()),
        new LiftedDivergence(factor, loss.divergence()),
        t -> loss.weight().at(t.factor(factor)));
  }

  private record LiftedDivergence(String factor, BregmanDivergence divergence)
      implements BregmanDivergence {
    @Override
    public ComponentId id() {
      return divergence.id();
    }

    @Override
    public Domain domain() {
      return divergence.domain();
    }

    @Override
    public Tensor evaluate(Target a, Prediction b, State xt, Times t) {
      return divergence.evaluate(a, b, xt.factor(factor), t.factor(factor));
    }

    @Override
    public Tensor potential(State a) {
      return divergence.potential(a);
    }

    @Override
    public Tensor loss(Target a, Prediction b, State xt, Times t) {
      return divergence.loss(a, b, xt.factor(factor), t.factor(factor));
    }
  }

  private record LiftedHead(String factor, Head head) implements Head {
    @Override
    public ComponentId id() {
      return head.id();
    }

    @Override
    public Set<CoordinateId> gives() {
      return head.gives();
    }

    @Override
    public Role role(CoordinateId wanted) {
      return head.role(wanted);
    }

    @Override
    public double discretisationError() {
      return head.discretisationError();
    }

    @Override
    public OptionalDouble rateBound(CoordinateId wanted) {
      return head.rateBound(wanted);
    }

    @Override
    public Signature raw() {
      return head.raw();
    }

    @Override
    public Prediction predict(State raw, State xt, Times t) {
      return head.predict(raw, xt.factor(factor), t.factor(factor));
    }

    @Override
    public Target target(Evidence evidence, Times t) {
      return head.target(evidence.factor(factor), t.factor(factor));
    }

    @Override
    public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
      return head.toParameter(wanted, value, xt.factor(factor), t.factor(factor));
    }

    @Override
    public State evaluate(CoordinateId wanted, State value, State xt, Times t) {
      return head.evaluate(wanted, value, xt.factor(factor), t.factor(factor));
    }
  }

  private record LiftedFamily(String factor, GeneratorFamily family) implements GeneratorFamily {
    @Override
    public ComponentId id() {
      return family.id();
    }

    @Override
    public boolean supports(StateSpace space) {
      return family.supports(space);
    }

    @Override
    public CoordinateId wants() {
      return family.wants();
    }

    @Override
    public Parameter complete(Parameter given, State xt, Times t) {
      return family.complete(given, xt.factor(factor), t.factor(factor));
    }

    @Override
    public State value(Parameter completed, State xt, Times t) {
      return family.value(completed, xt.factor(factor), t.factor(factor));
    }

    @Override
    public ParameterSet parameters(StateSpace space) {
      return family.parameters(space);
    }

    @Override
    public boolean isContinuous() {
      return family.isContinuous();
    }

    @Override
    public boolean admits(TestFunction f) {
      return family.admits(f);
    }

    @Override
    public double action(TestFunction f, Point x, Point parameter) {
      return family.action(f.at(x, factor), x.factor(factor), parameter);
    }

    @Override
    public Optional<Jumps> jumps(State x, Parameter.Linear completed, Rng rng) {
      return family
          .jumps(x.factor(factor), completed, rng.fork(factor))
          .map(
              j ->
                  new Jumps(
                      State.empty().join(factor, j.rates()),
                      State.empty().join(factor, j.landing())));
    }

    @Override
    public List<Stepper> steppers(StateSpace space) {
      return family.steppers(space).stream().map(s -> Lifted.stepper(factor, s)).toList();
    }
  }

  private record LiftedStepper(String factor, Stepper stepper) implements Stepper {
    @Override
    public ComponentId id() {
      return stepper.id();
    }

    @Override
    public int order() {
      return stepper.order();
    }

    @Override
    public boolean reversible() {
      return stepper.reversible();
    }

    @Override
    public boolean remembers() {
      return stepper.remembers();
    }

    @Override
    public double[] nodes(boolean last) {
      return stepper.nodes(last);
    }

    @Override
    public State stage(int k, State x0, List<Parameter> evaluated, StepContext at) {
      State part = stepper.stage(k, x0.factor(factor), evaluated, at.factor(factor));
      return x0.join(factor, part);
    }
  }
}
