package org.generatormatching.generators;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.Head;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.Schedule;
import org.generatormatching.api.State;
import org.generatormatching.api.Target;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.MixtureBridge;
import org.generatormatching.api.path.MixturePath;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * Predicts the variances of the reflected diffusion without drift that carries a mixture path in a
 * box from the uniform law, coordinate by coordinate. With xi and zeta in [0, 1] the places of x_i
 * and z_i between the walls and L the width
 *
 * <pre>
 *   v_i = kappa' / (1 - kappa) L^2 g,   g = zeta^2 - xi^2                for xi &lt;= zeta,
 *                                       g = (1 - zeta)^2 - (1 - xi)^2    for xi &gt;= zeta.
 * </pre>
 *
 * <p>The value is the posterior mean of g, in arrays of the point's form, from raw arrays log g. g
 * is in [0, 1] and 0 at x_i = z_i, where coordinates come to rest. Towards t = 1 the variance grows
 * without bound for coordinates that have not arrived.
 *
 * <p>Given the path's value x_r at a time r &lt; 1 the target is (1 - kappa_t) / (kappa_r -
 * kappa_t) g(x_t, x_r): x_r has left x_t with probability (kappa_r - kappa_t) / (1 - kappa_t), and
 * then is z.
 *
 * <p>Source: Holderrieth et al. 2024, section 4; the form above, which cannot be negative, follows
 * from theirs.
 */
public final class VarianceHead implements Head {
  private static final double EQUAL = 1e-9;

  private final ConditionalPath path;
  private final Geometry.Bounded box;
  private final Schedule kappa;

  /**
   * The head of a path.
   *
   * @throws org.generatormatching.tensor.GmException [GM/UNSUPPORTED] if the path is no mixture
   *     path in a box that starts uniform
   */
  public VarianceHead(ConditionalPath path) {
    PathTrait.Mixture mixture = path.require(PathTrait.Mixture.class, "head 'variance@1'");
    this.path = path;
    this.kappa = mixture.kappa();
    this.box =
        path.space()
            .geometry(Geometry.Bounded.class)
            .orElseThrow(() -> refused("the space " + path.space().id(), "a box"));
    if (!isUniform(mixture)) {
      throw refused("a source whose density is another or not known", "the uniform law");
    }
  }

  private static RuntimeException refused(String found, String expected) {
    return Problem.of(
            GmError.UNSUPPORTED,
            "head 'variance@1' knows the diffusion from a uniform law in a box")
        .found(found)
        .expected(expected)
        .exception();
  }

  /** Whether the density at a few places is that of the uniform law. */
  private boolean isUniform(PathTrait.Mixture mixture) {
    if (mixture.logSource().isEmpty()) {
      return false;
    }
    Signature point = path.space().point();
    String name = point.names().iterator().next();
    for (double y : new double[] {0.1, 0.5, 0.8}) {
      double at = box.low() + y * (box.high() - box.low());
      Shape shape = point.get(name).shape().with(0, 1);
      Tensor x = Tensor.full(at, point.get(name).dtype(), shape);
      Tensor log = mixture.logSource().get().apply(State.of(name, x)).get(MixturePath.LOG);
      HostArray v = Reference.eval(List.of(log), 1, Map.of(), NoiseKey.none()).get(0);
      if (!(Math.abs(v.get(0) + Math.log(box.high() - box.low())) < EQUAL)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("variance@1");
  }

  @Override
  public Set<CoordinateId> gives() {
    return Set.of(ReflectedDiffusion.VARIANCES);
  }

  @Override
  public Signature raw() {
    return path.space().point();
  }

  @Override
  public Prediction predict(State raw, State xt, Times t) {
    return Prediction.exp(raw);
  }

  @Override
  public Target target(Evidence evidence, Times t) {
    State g = evidence.drawn().xt().zip(evidence.z(), this::left);
    return Target.dense(g.times(new MixtureBridge(kappa, t, evidence.at()).arrive()));
  }

  /** g of points x that are to end at z. */
  private Tensor left(Tensor x, Tensor z) {
    double width = box.high() - box.low();
    Tensor below = x.le(z);
    Tensor wall = below.where(x.like(box.low()), x.like(box.high()));
    Tensor far = z.minus(wall).cast(DType.FLOAT64).div(width);
    Tensor near = x.minus(wall).cast(DType.FLOAT64).div(width);
    return far.square().minus(near.square()).max(0).cast(x.dtype());
  }

  @Override
  public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
    if (!wanted.equals(ReflectedDiffusion.VARIANCES)) {
      throw Coordinates.refused(this, wanted);
    }
    double width = box.high() - box.low();
    return new Parameter.Linear(value.map(g -> g.times(width * width)), kappa.hazard());
  }
}
