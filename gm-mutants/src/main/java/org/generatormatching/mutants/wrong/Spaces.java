package org.generatormatching.mutants.wrong;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Point;
import org.generatormatching.api.Quadrature;
import org.generatormatching.api.Source;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.TestFunction;
import org.generatormatching.mutants.decorators.ChangedSpace;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;

/** State spaces with one mistake. */
public final class Spaces {
  private Spaces() {}

  /** SP01: everything is a point. */
  public record AllMembers(StateSpace honest) implements ChangedSpace {
    @Override
    public Tensor isMember(State x) {
      Tensor in = honest.isMember(x);
      return in.or(in.not());
    }
  }

  /** SP02: the square of the distance. */
  public record SquaredDistance(StateSpace honest) implements ChangedSpace {
    @Override
    public Tensor distance(State x, State y) {
      return honest.distance(x, y).square();
    }
  }

  /** SP02: the angle as the arc cosine of a rounded cosine. */
  public record RoundedAngle(StateSpace honest) implements ChangedSpace {
    @Override
    public Tensor distance(State x, State y) {
      Tensor cosine = x.get("q").times(y.get("q")).sum(1).clamp(-1, 1);
      return cosine.square().rsub(1).sqrt().atan2(cosine);
    }
  }

  /** SP02: the last site is forgotten. */
  public record BlindDistance(StateSpace honest) implements ChangedSpace {
    @Override
    public Tensor distance(State x, State y) {
      return x.get("tokens").at(1, 0).ne(y.get("tokens").at(1, 0)).cast(DType.FLOAT64);
    }
  }

  /** SP03: derivatives times a factor. */
  public record WrongDerivative(StateSpace honest, double gradient, double hessian)
      implements ChangedSpace {
    @Override
    public List<TestFunction> testFunctions() {
      return honest.testFunctions().stream()
          .map(f -> (TestFunction) new Scaled(f, gradient, hessian))
          .toList();
    }

    private record Scaled(TestFunction f, double gradient, double hessian) implements TestFunction {
      @Override
      public double value(Point x) {
        return f.value(x);
      }

      @Override
      public Point gradient(Point x) {
        return times(f.gradient(x), gradient);
      }

      @Override
      public Point hessianDiagonal(Point x) {
        return times(f.hessianDiagonal(x), hessian);
      }

      private static Point times(Point p, double factor) {
        Point r = Point.empty();
        for (var e : p.arrays().entrySet()) {
          r = r.with(e.getKey(), Arrays.stream(e.getValue()).map(v -> v * factor).toArray());
        }
        return r;
      }
    }
  }

  /** SP03: a test function that sees nothing. */
  public record ConstantFunction(StateSpace honest) implements ChangedSpace {
    @Override
    public List<TestFunction> testFunctions() {
      return List.of(honest.testFunctions().get(0), x -> 1);
    }
  }

  /** SP04: masses times a factor: a spacing that is slightly wrong, counts that are not 1. */
  public record ScaledMasses(StateSpace honest, double factor) implements ChangedSpace {
    @Override
    public Optional<Quadrature> quadrature() {
      return honest
          .quadrature()
          .map(
              q ->
                  new Quadrature(
                      q.points(), Arrays.stream(q.masses()).map(m -> m * factor).toArray()));
    }
  }

  /** SP04: the last node is missing. */
  public record MissingNode(StateSpace honest) implements ChangedSpace {
    @Override
    public Optional<Quadrature> quadrature() {
      return honest.quadrature().map(MissingNode::shortened);
    }

    private static Quadrature shortened(Quadrature q) {
      int n = q.masses().length - 1;
      return new Quadrature(q.points().rows(0, n), Arrays.copyOf(q.masses(), n));
    }
  }

  /** SP04: the last node once more. */
  public record RepeatedNode(StateSpace honest) implements ChangedSpace {
    @Override
    public Optional<Quadrature> quadrature() {
      return honest.quadrature().map(RepeatedNode::longer);
    }

    private static Quadrature longer(Quadrature q) {
      int n = q.masses().length;
      Batch last = q.points().rows(n - 1, n);
      return new Quadrature(
          Batch.concat(List.of(q.points(), last)), Arrays.copyOf(q.masses(), n + 1));
    }
  }

  /** SP05: one bad row spoils all. */
  public record SharedMembership(StateSpace honest) implements ChangedSpace {
    @Override
    public Tensor isMember(State x) {
      Tensor in = honest.isMember(x);
      return in.and(in.all(0));
    }
  }

  /** SP05: distances relative to the batch's largest. */
  public record SharedScale(StateSpace honest) implements ChangedSpace {
    @Override
    public Tensor distance(State x, State y) {
      Tensor d = honest.distance(x, y);
      return d.div(d.amaxKeep(0).plus(1));
    }
  }

  /** SP06: nearly all of the noise is drawn once for all rows. */
  public record SharedNoise(StateSpace honest) implements ChangedSpace {
    @Override
    public Source reference() {
      return (rng, rows) -> {
        Tensor own = honest.reference().draw(rng, rows).get("x");
        Tensor all = rng.fork("all").normal(DType.FLOAT64, Shape.of(1, 1));
        return State.of("x", own.times(0.01).plus(all));
      };
    }
  }

  /** SP06: the seed does not matter. */
  public record FixedNoise(StateSpace honest) implements ChangedSpace {
    @Override
    public Source reference() {
      return (rng, rows) -> {
        Tensor i = Tensor.full(1, DType.FLOAT64, Shape.of(rows, 1)).cumsum(0);
        return State.of("x", i.square().times(1.1).sin());
      };
    }
  }

  /** SP07: a square's uniform law seen from its centre: more mass along the diagonals. */
  public record SquareDirections(StateSpace honest) implements ChangedSpace {
    @Override
    public Source reference() {
      return (rng, rows) -> {
        Tensor n = rng.uniform(DType.FLOAT64, Shape.of(rows, 2)).minus(0.4);
        return State.of("q", n.div(n.square().sumKeep(1).sqrt()));
      };
    }
  }
}
