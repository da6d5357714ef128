package org.generatormatching.mutants;

import java.util.Arrays;
import java.util.List;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Head;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.Point;
import org.generatormatching.api.Relaxation;
import org.generatormatching.api.State;
import org.generatormatching.api.TestFunction;
import org.generatormatching.api.TimeFactor;
import org.generatormatching.api.Times;
import org.generatormatching.mutants.Mutant.Expected;
import org.generatormatching.mutants.decorators.ChangedFactor;
import org.generatormatching.mutants.decorators.ChangedFamily;
import org.generatormatching.mutants.decorators.ChangedHead;
import org.generatormatching.tck.law.TermCase;
import org.generatormatching.tensor.Tensor;

/** Mutants of generators: heads and families. */
final class GeneratorMutants {
  private static final String[] OTHERS = {"GN02", "GN03", "GN06", "GN07"};

  private GeneratorMutants() {}

  static List<Mutant<TermCase>> all() {
    return List.of(
        forward(
            "flow/sign",
            "the velocity has the other sign",
            Originals.flow(),
            Change.faster(-1),
            Expected.theory(2, "|a - (-a)| / |a|")),
        forward(
            "flow/fast",
            "the velocity is 2 % too fast",
            Originals.flow(),
            Change.faster(1.02),
            Expected.theory(0.02 / 1.02, "d / (1 + d), d = 0.02")),
        forward(
            "flow/pole",
            "the velocity has 1/t for 1/(1 - t)",
            Originals.relaxing(),
            Change.head(Towards::new),
            Expected.theory(2, "|1/(1-t) - 1/t| t at t = 3/4")),
        forward(
            "langevin/half",
            "a diffusion's action forgets the 1/2 before the variance",
            Originals.langevin(),
            Change.family(f -> spread(f, 2)),
            Expected.measured(0.828)),
        forward(
            "langevin/score-sign",
            "the drift is minus half the score",
            Originals.langevin(),
            Change.parameter(Change.regular(GeneratorMutants::downhill)),
            Expected.theory(1, "1 + e^2 + m e / s of f = x^2 is positive at t = 0.1")),
        forward(
            "noise/divergence",
            "the drift leaves out 1/2 grad g^2",
            Originals.noisyFlow(),
            Change.head(h -> new NoisyFlowHead(Originals.gaussian(), 0)),
            Expected.measured(0.0653)),
        forward(
            "chain/fast",
            "rates are 2 % too high",
            Originals.chain(),
            Change.faster(1.02),
            Expected.theory(0.02 / 1.02, "d / (1 + d), d = 0.02")),
        forward(
            "chain/rate",
            "rates have kappa'/kappa for kappa'/(1 - kappa)",
            Originals.chain(),
            Change.parameter(GeneratorMutants::arrived),
            Expected.theory(2, "|1/(1-t) - 1/t| t at t = 3/4")),
        forward(
            "chain/simulated",
            "rates are 20 % too high on a path without a density",
            Originals.simulatedChain(),
            Change.faster(1.2),
            Expected.measured(22.5)),
        forward(
            "jump/parts",
            "mass leaves where the density rises and arrives where it falls",
            Originals.jump(),
            Change.head(h -> new SwappedParts(h, Originals.bins())),
            Expected.theory(2, "it is the generator of the reversed path: |a - (-a)| / |a|")),
        forward(
            "metropolis/open",
            "proposals are uniform and always accepted",
            Originals.metropolis(),
            Change.head(h -> new ChangedHead.WithTarget(h, s -> s.map(GeneratorMutants::open))),
            Expected.measured(1)),
        forward(
            "noising/slow",
            "the noise is half of what the drift needs",
            Originals.noising(),
            Change.parameter(Change.regular(s -> scaled(s, CoordinateId.VARIANCE, 0.5))),
            Expected.measured(0.6007),
            "GN02",
            "GN03",
            "GN06"),
        forward(
            "reflected/half",
            "the variance leaves out its factor 2",
            Originals.reflected(),
            Change.faster(0.5),
            Expected.measured(0.7121),
            "GN02",
            "GN06",
            "GN07"),
        forward(
            "teleport/rate",
            "rates are 20 % too high",
            Originals.teleport(),
            Change.faster(1.2),
            Expected.theory(0.2 / 1.2, "d / (1 + d), d = 0.2"),
            "GN02",
            "GN06",
            "GN07"),
        mass(),
        absolute(),
        Mutant.of(
            "chain/negative",
            "rates are negative",
            Originals.chain(),
            Change.faster(-1),
            "GN03",
            Expected.theory(2, "1/(1 - t) at t = 1/2, times the fall of the peak, 1"),
            "GN02",
            "GN07"),
        Mutant.of(
            "langevin/variance-sign",
            "variances are negative",
            Originals.langevin(),
            Change.parameter(Change.regular(s -> scaled(s, CoordinateId.VARIANCE, -1))),
            "GN03",
            Expected.theory(1, "1/2 (-1) (-2) of the peak -x^2"),
            "GN02",
            "GN07"),
        Mutant.of(
            "chain/illegal",
            "targets are 0.1 less than they should be",
            Originals.chain(),
            Change.head(h -> new ChangedHead.WithTarget(h, s -> s.map(p -> p.minus(0.1)))),
            "GN06",
            Expected.theory(1, "every row has a token that it does not move to"),
            "GN02",
            "GN07"),
        Mutant.of(
            "chain/weight",
            "a weight counts squared",
            Originals.chain(),
            Change.parameter(GeneratorMutants::squaredWeight),
            "GN07",
            Expected.theory(0.42 * 2.5 / 3.5, "(1 - 0.09 - 0.49) a / (1 + a), a = 1/(1 - 0.6)"),
            "GN01",
            "GN02",
            "GN03",
            "GN05",
            "GN06",
            "GN08"),
        Mutant.of(
            "flow/weight",
            "a relaxation ignores its weight",
            Originals.relaxing(),
            Change.parameter(GeneratorMutants::deaf),
            "GN07",
            Expected.measured(0.84),
            "GN01",
            "GN02",
            "GN03",
            "GN04",
            "GN06",
            "GN08"));
  }

  private static Mutant<TermCase> forward(
      String name,
      String change,
      org.generatormatching.tck.Subject<TermCase> original,
      java.util.function.UnaryOperator<TermCase> changed,
      Expected expected) {
    return forward(name, change, original, changed, expected, OTHERS);
  }

  /** With the laws that apply to the original and must hold nevertheless. */
  private static Mutant<TermCase> forward(
      String name,
      String change,
      org.generatormatching.tck.Subject<TermCase> original,
      java.util.function.UnaryOperator<TermCase> changed,
      Expected expected,
      String... others) {
    return Mutant.of(name, change, original, changed, "GN01", expected, others);
  }

  /** 1/t, as if kappa = t were what is left. */
  private static TimeFactor pole(TimeFactor right) {
    return new ChangedFactor(right) {
      @Override
      public Tensor at(Times t) {
        return t.t().rdiv(1);
      }

      @Override
      public TimeFactor times(Tensor w) {
        TimeFactor f = this;
        return new ChangedFactor(super.times(w)) {
          @Override
          public Tensor at(Times t) {
            return f.at(t).times(w);
          }
        };
      }
    };
  }

  /** (z - x) / t. */
  private record Towards(Head honest) implements ChangedHead {
    @Override
    public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
      return new Parameter.Linear(value.minus(xt), pole(TimeFactor.one()));
    }
  }

  private static Parameter arrived(Parameter p) {
    Parameter.Linear l = p.linear("a mutant");
    return new Parameter.Linear(l.regular(), pole(l.factor()));
  }

  private static GeneratorFamily spread(GeneratorFamily family, double by) {
    return new ChangedFamily(family) {
      @Override
      public double action(TestFunction f, Point x, Point parameter) {
        Point p = parameter;
        for (String n : x.arrays().keySet()) {
          String name = CoordinateId.VARIANCE + "." + n;
          double[] v = Arrays.stream(parameter.get(name)).map(a -> a * by).toArray();
          p = p.with(name, v);
        }
        return super.action(f, x, p);
      }
    };
  }

  private static State downhill(State s) {
    return scaled(s, CoordinateId.DRIFT, -1);
  }

  /** One part of a drift and variance times a number. */
  static State scaled(State s, String part, double by) {
    return s.join(part, s.factor(part).map(v -> v.times(by)));
  }

  /** All bins with the same rate, as if any place were as good as another. */
  private static Tensor open(Tensor rates) {
    return rates.like(0.01);
  }

  private static Mutant<TermCase> mass() {
    return Mutant.of(
        "chain/mass",
        "the action forgets -f(x)",
        Originals.chain(),
        Change.family(
            family ->
                new ChangedFamily(family) {
                  @Override
                  public double action(TestFunction f, Point x, Point parameter) {
                    return super.action(
                        y -> Arrays.equals(y.get("tokens"), x.get("tokens")) ? 0 : f.value(y),
                        x,
                        parameter);
                  }
                }),
        "GN02",
        Expected.theory(2, "1/(1 - t) at t = 1/2"),
        "GN06",
        "GN07");
  }

  private static Mutant<TermCase> absolute() {
    return Mutant.of(
        "flow/absolute",
        "the action is the absolute value of what it should be",
        Originals.flow(),
        Change.family(
            family ->
                new ChangedFamily(family) {
                  @Override
                  public double action(TestFunction f, Point x, Point parameter) {
                    return Math.abs(super.action(f, x, parameter));
                  }
                }),
        "GN02",
        Expected.measured(0.25),
        "GN03",
        "GN06",
        "GN07");
  }

  private static Parameter squaredWeight(Parameter p) {
    Parameter.Linear l = p.linear("a mutant");
    return new Parameter.Linear(
        l.regular(),
        new ChangedFactor(l.factor()) {
          @Override
          public TimeFactor times(Tensor w) {
            return super.times(w.square());
          }
        });
  }

  private static Parameter deaf(Parameter p) {
    Parameter.Relaxing r = (Parameter.Relaxing) p;
    Relaxation right = r.relaxation();
    return new Parameter.Relaxing(
        r.toward(),
        new Relaxation() {
          @Override
          public Tensor decay(Times t) {
            return right.decay(t);
          }

          @Override
          public Tensor drive(Times t) {
            return right.drive(t);
          }

          @Override
          public Tensor keep(Times from, Times to) {
            return right.keep(from, to);
          }

          @Override
          public Tensor gain(Times from, Times to) {
            return right.gain(from, to);
          }

          @Override
          public Relaxation times(Tensor w) {
            return this;
          }
        });
  }
}
