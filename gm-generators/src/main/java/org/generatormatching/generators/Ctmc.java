package org.generatormatching.generators;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.Jumps;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.ParameterSet;
import org.generatormatching.api.Point;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Stepper;
import org.generatormatching.api.TestFunction;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;

/**
 * Continuous-time Markov chains over sites, one site at a time: {@code L f(x) = sum_l sum_k
 * rates[l, k] (f(x with x_l = k) - f(x))}, in site-rates@1. V = R^(L x K) and Omega the rates that
 * are not negative; the rate of the present token changes nothing. Source: Gat et al. 2024.
 *
 * @param part which of the chains that a path has
 */
public record Ctmc(Part part) implements GeneratorFamily {
  /** The chains of one path. */
  public enum Part {
    /** Carries the path. */
    SOLUTION,
    /** Leaves it: every site is drawn anew from p_t(.|z), at rate 1. */
    CORRECTOR,
    /**
     * Leaves it: proposals uniform over tokens, accepted as by Metropolis and Hastings, at rate 1.
     */
    METROPOLIS,
    /** Carries it backwards: sites that have arrived return to the source. */
    NOISING;

    /** The coordinates of its rates. */
    public CoordinateId rates() {
      return this == SOLUTION
          ? CoordinateId.SITE_RATES
          : CoordinateId.SITE_RATES.over(name().toLowerCase(Locale.ROOT));
    }
  }

  /** Puts the default in the place of an absent value. */
  public Ctmc {
    part = part == null ? Part.SOLUTION : part;
  }

  /** The chain that carries the path. */
  public Ctmc() {
    this(Part.SOLUTION);
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("ctmc@1");
  }

  @Override
  public boolean supports(StateSpace space) {
    return space.geometry(Geometry.Sites.class).isPresent();
  }

  @Override
  public boolean isContinuous() {
    return false;
  }

  @Override
  public CoordinateId wants() {
    return part.rates();
  }

  @Override
  public ParameterSet parameters(StateSpace space) {
    Geometry.Sites s = sites(space, "family '" + id() + "'");
    Shape shape = Shape.of(Shape.B, s.sites(), s.tokens());
    return new ParameterSet(
        Signature.of("rates", new ArraySpec(DType.FLOAT32, shape)),
        f -> Rows.finite(f).and(Rows.sum(f, r -> r.lt(0).cast(DType.FLOAT32)).eq(0)));
  }

  @Override
  public double action(TestFunction f, Point x, Point parameter) {
    double[] tokens = x.get("tokens");
    double[] rates = parameter.get("rates");
    int k = rates.length / tokens.length;
    double fx = f.value(x);
    double sum = 0;
    for (int l = 0; l < tokens.length; l++) {
      for (int to = 0; to < k; to++) {
        double rate = rates[l * k + to];
        if (to != tokens[l] && rate != 0) {
          double[] y = tokens.clone();
          y[l] = to;
          sum += rate * (f.value(x.with("tokens", y)) - fx);
        }
      }
    }
    return sum;
  }

  @Override
  public Optional<Jumps> jumps(State x, Parameter.Linear completed, Rng rng) {
    return Optional.of(TauLeap.jumps(completed, rng));
  }

  @Override
  public List<Stepper> steppers(StateSpace space) {
    return List.of(new TauLeap());
  }

  /** The sites of a space, or a refusal in the name of their user. */
  static Geometry.Sites sites(StateSpace space, String user) {
    return space
        .geometry(Geometry.Sites.class)
        .orElseThrow(
            () ->
                Problem.of(GmError.UNSUPPORTED, user + " is not defined on a space")
                    .found(space.id())
                    .expected("a space of sites (Geometry.Sites)")
                    .exception());
  }
}
