package org.generatormatching.generators;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.ParameterSet;
import org.generatormatching.api.Point;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Stepper;
import org.generatormatching.api.TestFunction;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Gradients;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * Diffusions dX = b dt + sqrt(v) dW with a variance per coordinate, L f = b . grad f + 1/2 sum_i
 * v_i f_ii, on flat spaces. Omega: v &gt;= 0.
 *
 * <p>With b = score/2 and v = 1, the Langevin part that Gaussian heads give, the generator leaves
 * p_t as it is: a term of any weight g^2(t) &gt;= 0 beside a flow, {@code dX = (u + g^2 score/2) dt
 * + g dW}. With a field of noise the family completes it to (Sigma b + div Sigma / 2, Sigma v); a
 * matrix field has {@code covariance.NAME} [B, d, d] in the place of variances, L f = b . grad f +
 * 1/2 Sigma : Hess f.
 *
 * <p>Source: Holderrieth et al. 2024, section 6; Ma, Chen and Fox 2015 for state-dependent noise.
 *
 * @param field what the noise depends on; empty: on nothing
 */
public record Diffusion(Optional<NoiseField> field) implements GeneratorFamily {
  private static final String FACTOR = "factor";
  private static final String COVARIANCE = "covariance";

  /** Noise that depends on nothing. */
  public Diffusion() {
    this(Optional.empty());
  }

  /** Noise that depends on where it acts. */
  public static Diffusion with(NoiseField field) {
    return new Diffusion(Optional.of(field));
  }

  /**
   * The noise of a configuration.
   *
   * @param noise on what it depends; {@code none} if absent
   * @param strength height of a bump, or stretch of radial noise; 1 if absent
   * @param width of a bump; 1 if absent
   */
  public record Settings(Noise noise, Optional<Double> strength, Optional<Double> width) {
    /** Fields of noise. */
    public enum Noise {
      /** The same everywhere. */
      NONE,
      /** More near the origin: g^2 = 1 + strength exp(-|x|^2 / (2 width^2)). */
      BUMP,
      /** More along the direction from the origin: G = I + strength x x^T / (1 + |x|^2). */
      RADIAL
    }

    /** Where the laws prove it. */
    public static final List<Settings> EXAMPLES =
        Stream.of(Noise.values())
            .map(n -> new Settings(n, Optional.empty(), Optional.empty()))
            .toList();

    /** Puts defaults in the place of absent values. */
    public Settings {
      noise = noise == null ? Noise.NONE : noise;
      strength = strength == null ? Optional.empty() : strength;
      width = width == null ? Optional.empty() : width;
    }

    /** The family. */
    public Diffusion family() {
      return switch (noise) {
        case NONE -> new Diffusion();
        case BUMP -> with(new Bump(strength.orElse(1.0), width.orElse(1.0)));
        case RADIAL -> with(new Radial(strength.orElse(1.0)));
      };
    }
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("diffusion@1");
  }

  private boolean isMatrix() {
    return field.isPresent() && field.get() instanceof NoiseField.Matrix;
  }

  @Override
  public boolean supports(StateSpace space) {
    return space.geometry(Geometry.Flat.class).isPresent()
        && (!isMatrix() || space.point().arrays().size() == 1);
  }

  @Override
  public CoordinateId wants() {
    return CoordinateId.DRIFT_VARIANCE;
  }

  @Override
  public Parameter complete(Parameter given, State xt, Times t) {
    if (field.isEmpty()) {
      return given;
    }
    Parameter.Linear l = given.linear("family '" + id() + "'");
    State drift = l.regular().factor(CoordinateId.DRIFT);
    State noisy =
        field.get() instanceof NoiseField.Scalar s
            ? scalar(drift, s.variance(xt, t), xt)
            : matrix(drift, ((NoiseField.Matrix) field.get()).factor(xt, t), xt);
    return new Parameter.Linear(noisy, l.factor());
  }

  /** g^2 b + grad g^2 / 2. */
  private static State scalar(State drift, Tensor variance, State x) {
    List<String> names = new ArrayList<>(x.names());
    List<Tensor> slopes = Gradients.of(variance.sum(0), names.stream().map(x::get).toList());
    Map<String, Tensor> b = new LinkedHashMap<>();
    Map<String, Tensor> v = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      Tensor d = drift.get(names.get(i));
      Tensor g = variance.cast(d.dtype()).alignTo(d);
      b.put(names.get(i), d.times(g).plus(slopes.get(i).times(0.5)));
      v.put(names.get(i), d.like(1).times(g));
    }
    return State.empty()
        .join(CoordinateId.DRIFT, new State(b))
        .join(CoordinateId.VARIANCE, new State(v));
  }

  /** Sigma b + div Sigma / 2, with one derivative of a column of Sigma for each coordinate. */
  private static State matrix(State drift, Tensor factor, State x) {
    String n = x.names().iterator().next();
    Tensor at = x.get(n);
    Tensor b = drift.get(n);
    long rows = at.shape().dim(0);
    int d = Math.toIntExact(at.shape().coefficient());
    Tensor sigma = factor.matmul(factor.mT());
    Tensor moved = sigma.matmul(b.reshape(rows, d).unsqueeze(2)).squeeze(2);
    for (int j = 0; j < d; j++) {
      Tensor along = Tensor.iota(d).eq(j).cast(at.dtype()).broadcast(Shape.of(rows, d));
      Tensor column = sigma.at(2, j);
      Tensor slope = Gradients.jvp(column, at, along.reshape(at.shape()));
      moved = moved.plus(slope.times(0.5));
    }
    return State.empty()
        .join(CoordinateId.DRIFT, State.of(n, moved.reshape(b.shape())))
        .join(FACTOR, State.of(n, factor));
  }

  /** Drift and variances, or drift and the covariance G G^T. */
  @Override
  public State value(Parameter completed, State xt, Times t) {
    if (!isMatrix()) {
      return completed.value(xt, t);
    }
    Parameter.Linear l = completed.linear("family '" + id() + "'");
    State sigma = l.regular().factor(FACTOR).map(g -> g.matmul(g.mT()));
    return State.empty()
        .join(CoordinateId.DRIFT, l.regular().factor(CoordinateId.DRIFT))
        .join(COVARIANCE, sigma)
        .times(l.factor().at(t));
  }

  @Override
  public ParameterSet parameters(StateSpace space) {
    Signature s = Signature.empty().with(CoordinateId.DRIFT + ".", space.point());
    if (!isMatrix()) {
      s = s.with(CoordinateId.VARIANCE + ".", space.point());
      return new ParameterSet(
          s, f -> Rows.finite(f).and(positive(f.factor(CoordinateId.VARIANCE))));
    }
    for (Map.Entry<String, ArraySpec> e : space.point().arrays().entrySet()) {
      long d = e.getValue().shape().coefficient();
      Shape square = Shape.of(Shape.B, d, d);
      s = s.with(COVARIANCE + "." + e.getKey(), new ArraySpec(e.getValue().dtype(), square));
    }
    // positive on the diagonal; that it is G G^T makes it positive everywhere
    return new ParameterSet(s, f -> Rows.finite(f).and(positive(diagonal(f.factor(COVARIANCE)))));
  }

  /** Whether nothing of a row is negative, BOOL [rows]. */
  static Tensor positive(State s) {
    return Rows.sum(s, v -> v.lt(0).cast(DType.FLOAT32)).eq(0);
  }

  private static State diagonal(State sigma) {
    return sigma.map(
        m -> {
          Tensor i = Tensor.iota(m.shape().dim(1));
          Tensor on = i.unsqueeze(1).eq(i.unsqueeze(0)).cast(m.dtype());
          return m.times(on).sum(2);
        });
  }

  @Override
  public double action(TestFunction f, Point x, Point parameter) {
    Point gradient = f.gradient(x);
    double sum = 0;
    for (String n : x.arrays().keySet()) {
      double[] b = parameter.get(CoordinateId.DRIFT + "." + n);
      for (int i = 0; i < b.length; i++) {
        sum += b[i] * gradient.get(n)[i];
      }
      boolean diagonal = !isMatrix();
      double[] v = parameter.get((diagonal ? CoordinateId.VARIANCE : COVARIANCE) + "." + n);
      double[] h = (diagonal ? f.hessianDiagonal(x) : f.hessian(x)).get(n);
      for (int i = 0; i < v.length; i++) {
        sum += 0.5 * v[i] * h[i];
      }
    }
    return sum;
  }

  /** Euler-Maruyama, and the stochastic Heun method where the noise is the same everywhere. */
  @Override
  public List<Stepper> steppers(StateSpace space) {
    if (!supports(space)) {
      throw Problem.of(GmError.UNSUPPORTED, "family '" + id() + "' is not defined on a space")
          .found(space.id())
          .expected(isMatrix() ? "a flat space whose points are one array" : "a flat space")
          .exception();
    }
    return field.isEmpty()
        ? List.of(new EulerMaruyama(), new StochasticHeun())
        : List.of(new EulerMaruyama());
  }
}
