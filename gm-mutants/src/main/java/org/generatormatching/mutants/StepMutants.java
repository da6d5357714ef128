package org.generatormatching.mutants;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Head;
import org.generatormatching.api.Jumps;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.State;
import org.generatormatching.api.StepContext;
import org.generatormatching.api.Times;
import org.generatormatching.mutants.Mutant.Expected;
import org.generatormatching.mutants.decorators.ChangedFactor;
import org.generatormatching.mutants.decorators.ChangedFamily;
import org.generatormatching.mutants.decorators.ChangedHead;
import org.generatormatching.mutants.decorators.ChangedStepper;
import org.generatormatching.tck.law.TermCase;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Tensor;

/** Mutants of steppers, and of what steps of any length are built on. */
final class StepMutants {
  private static final String[] GENERATOR = {"GN01", "GN02", "GN03", "GN06", "GN07"};

  private StepMutants() {}

  static List<Mutant<TermCase>> all() {
    return List.of(
        step(
            "flow/double",
            "steps go twice as fast as the generator",
            "GN04",
            Originals.flow(),
            Change.steps(Change.weighted(2)),
            Expected.measured(82)),
        step(
            "noisy-flow/double",
            "steps go twice as fast as the generator",
            "GN04",
            Originals.noisyFlow(),
            Change.steps(Change.weighted(2)),
            Expected.measured(60)),
        step(
            "chain/fivefold",
            "steps jump five times as often as the generator",
            "GN05",
            Originals.chain(),
            Change.steps(Change.weighted(5)),
            Expected.theory(
                chainFivefold(),
                "8 f / sqrt((v_h/h^2 + 16 v_{h/2}/h^2)/16000), v of p(h) = 1 - (1 - 2h)^5, h = 0.04")),
        step(
            "langevin/noise",
            "the noise of a step has the scale h for sqrt(h)",
            "GN05",
            Originals.langevin(),
            Change.stepper(StepMutants::faint),
            Expected.measured(130)),
        frozen(),
        outside(),
        Mutant.of(
            "teleport/next-bin",
            "a single jump lands one bin further than its rate says",
            Originals.teleport(),
            Change.family(StepMutants::further),
            "GN10",
            Expected.measured(447),
            "GN01",
            "GN02",
            "GN06",
            "GN07"),
        step(
            "chain/bound",
            "the head tells half the bound of its rates",
            "GN11",
            Originals.sites(),
            Change.head(HalfBound::new),
            Expected.theory(2, "1 / 0.5")));
  }

  private static Mutant<TermCase> step(
      String name,
      String change,
      String law,
      org.generatormatching.tck.Subject<TermCase> original,
      java.util.function.UnaryOperator<TermCase> changed,
      Expected expected) {
    return Mutant.of(name, change, original, changed, law, expected, GENERATOR);
  }

  /** The difference of a chain that jumps with the rates 2 and 10, over the error of GN05. */
  private static double chainFivefold() {
    double h = 0.04;
    double coarse = 1 - Math.pow(1 - 2 * h, 5);
    double fine = 1 - Math.pow(1 - h, 5);
    double v = coarse * (1 - coarse) / (h * h) + 16 * fine * (1 - fine) / (h * h);
    return (4 * fine / h - coarse / h - 2) / Math.sqrt(v / 16_000);
  }

  private static ChangedStepper faint(org.generatormatching.api.Stepper stepper) {
    return new ChangedStepper(stepper) {
      @Override
      public State stage(int k, State x0, List<Parameter> evaluated, StepContext at) {
        Tensor h = at.to().t().minus(at.from().t());
        List<Parameter> faint = evaluated.stream().map(Change.regular(s -> calmed(s, h))).toList();
        return super.stage(k, x0, faint, at);
      }
    };
  }

  private static State calmed(State s, Tensor h) {
    return s.join(CoordinateId.VARIANCE, s.factor(CoordinateId.VARIANCE).times(h));
  }

  /** exp(-H_n) for n = 32 uniform steps: what 1 - exp(-h / (1 - t)) leaves of a chain. */
  private static double left() {
    double h = 0;
    for (int k = 1; k <= 32; k++) {
      h += 1.0 / k;
    }
    return Math.exp(-h);
  }

  private static Mutant<TermCase> frozen() {
    return step(
        "chain/frozen",
        "a step jumps with probability 1 - exp(-h a(t)), the rate at its start",
        "GN08",
        Originals.sites(),
        Change.stepper(
            s ->
                new ChangedStepper(s) {
                  @Override
                  public State stage(int k, State x0, List<Parameter> evaluated, StepContext at) {
                    return super.stage(
                        k, x0, evaluated.stream().map(StepMutants::naive).toList(), at);
                  }
                }),
        Expected.theory(left(), "prod over k = 1..32 of exp(-1/k)"));
  }

  private static Parameter naive(Parameter p) {
    Parameter.Linear l = p.linear("a mutant");
    return new Parameter.Linear(
        l.regular(),
        new ChangedFactor(l.factor()) {
          @Override
          public Tensor survival(Times from, Times to) {
            return at(from).times(to.t().minus(from.t())).neg().exp();
          }
        });
  }

  private static Mutant<TermCase> outside() {
    return step(
        "chain/outside",
        "a step writes the token after the last one",
        "GN08",
        Originals.sites(),
        Change.stepper(
            s ->
                new ChangedStepper(s) {
                  @Override
                  public State stage(int k, State x0, List<Parameter> evaluated, StepContext at) {
                    return super.stage(k, x0, evaluated, at).map(x -> x.plus(1));
                  }
                }),
        Expected.theory(0.5, "the rows whose data hold the last token"));
  }

  private static ChangedFamily further(GeneratorFamily family) {
    return new ChangedFamily(family) {
      @Override
      public Optional<Jumps> jumps(State x, Parameter.Linear completed, Rng rng) {
        return super.jumps(x, completed, rng)
            .map(j -> new Jumps(j.rates(), j.landing().map(v -> v.plus(1.0 / 256))));
      }
    };
  }

  private record HalfBound(Head honest) implements ChangedHead {
    @Override
    public OptionalDouble rateBound(CoordinateId wanted) {
      return OptionalDouble.of(honest.rateBound(wanted).orElseThrow() / 2);
    }
  }
}
