package org.generatormatching.mutants;

import java.util.List;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.State;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.api.schedule.Cosine;
import org.generatormatching.mutants.Mutant.Expected;
import org.generatormatching.mutants.decorators.ChangedDensity;
import org.generatormatching.mutants.decorators.ChangedPath;
import org.generatormatching.mutants.wrong.Schedules;
import org.generatormatching.tck.law.PathCase;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Tensor;

/** Mutants of paths. */
final class PathMutants {
  private PathMutants() {}

  static List<Mutant<PathCase>> all() {
    return List.of(
        swappedTime(),
        swappedTokens(),
        wideStart(),
        noLogDeterminant(),
        spreadSign(),
        otherSchedule(),
        otherNoise(),
        batchTime());
  }

  private static Times swapped(Times t) {
    return new Times(t.oneMinusT(), t.t(), t.factors());
  }

  /** Draws at other times. */
  private static ConditionalPath late(ConditionalPath path) {
    return new ChangedPath(path) {
      @Override
      public Drawn draw(Rng rng, State z, Times t) {
        return super.draw(rng, z, swapped(t));
      }
    };
  }

  private static Mutant<PathCase> swappedTime() {
    return Mutant.of(
        "path/time",
        "draws take 1 - t for t",
        Originals.gaussianPath(),
        Change.path(PathMutants::late),
        "PA01",
        Expected.theory(5.4, "3 and the largest of 32 normals"),
        "PA03",
        "PA06");
  }

  private static Mutant<PathCase> swappedTokens() {
    return Mutant.of(
        "path/token-time",
        "tokens are drawn at 1 - t for t",
        Originals.tokenPath(),
        Change.path(PathMutants::late),
        "PA01",
        Expected.theory(2, "both sites of some row of 64 start elsewhere"),
        "PA03",
        "PA06");
  }

  private static Mutant<PathCase> wideStart() {
    double s2 = 1.2 * 1.2;
    double z = (s2 - 1) / Math.sqrt((2 * s2 * s2 + 2) / 16_000);
    return Mutant.of(
        "path/source",
        "draws start from noise that is 1.2 times as wide as source()",
        Originals.gaussianPath(),
        Change.path(
            p ->
                new ChangedPath(p) {
                  @Override
                  public Drawn draw(Rng rng, State z, Times t) {
                    State wide = super.draw(rng, z, t).noise().times(wide(t));
                    PathTrait.Interpolant at = p.require(PathTrait.Interpolant.class, "a mutant");
                    return new Drawn(at.at(z, wide, t), wide);
                  }

                  private Tensor wide(Times t) {
                    return t.t().like(1.2);
                  }
                }),
        "PA02",
        Expected.theory(z, "(s^2 - 1) / sqrt((2 s^4 + 2) / 16000), s = 1.2, of f = x^2"),
        "PA01",
        "PA03",
        "PA05",
        "PA06");
  }

  private static Mutant<PathCase> noLogDeterminant() {
    return Mutant.of(
        "path/log-determinant",
        "the density leaves out -log sigma",
        Originals.gaussianPath(),
        Change.density(
            p ->
                new ChangedDensity(p) {
                  @Override
                  public Tensor logDensity(State xt, State z, Times t) {
                    return super.logDensity(xt, z, t).plus(t.oneMinusT().log());
                  }
                }),
        "PA03",
        Expected.theory(0.75, "the mass at t = 3/4 is sigma = 1/4"),
        "PA01",
        "PA02",
        "PA05",
        "PA06");
  }

  private static Mutant<PathCase> spreadSign() {
    return Mutant.of(
        "path/spread-sign",
        "the density's rate has the other sign of sigma'",
        Originals.gaussianPath(),
        Change.density(
            p ->
                new ChangedDensity(p) {
                  @Override
                  public Tensor logDensityRate(State xt, State z, Times t) {
                    ConditionalPath other =
                        new AffineGaussianPath(
                            p.space(), new Schedules.PositiveSlope(Convex.condOt()));
                    return new ChangedDensity(other).logDensityRate(xt, z, t);
                  }
                }),
        "PA03",
        Expected.measured(0.903),
        "PA01",
        "PA02",
        "PA04",
        "PA05",
        "PA06");
  }

  private static Mutant<PathCase> otherSchedule() {
    return Mutant.of(
        "path/schedule",
        "draws follow the schedule cosine@1, the density cond-ot@1",
        Originals.gaussianPath(),
        Change.path(
            p ->
                new ChangedPath(p) {
                  @Override
                  public Drawn draw(Rng rng, State z, Times t) {
                    return new AffineGaussianPath(p.space(), new Cosine()).draw(rng, z, t);
                  }
                }),
        "PA04",
        Expected.measured(133),
        "PA01",
        "PA02",
        "PA03",
        "PA06");
  }

  private static Mutant<PathCase> otherNoise() {
    return Mutant.of(
        "path/explain",
        "explain() returns the noise with the other sign",
        Originals.gaussianPath(),
        Change.density(
            p ->
                new ChangedDensity(p) {
                  @Override
                  public Drawn explain(State xt, State z, Times t) {
                    Drawn d = super.explain(xt, z, t);
                    return new Drawn(d.xt(), d.noise().times(t.t().like(-1)));
                  }
                }),
        "PA05",
        Expected.theory(5.2, "twice the largest of 64 normals, at t = 0"),
        "PA01",
        "PA02",
        "PA04",
        "PA06");
  }

  private static Mutant<PathCase> batchTime() {
    return Mutant.of(
        "path/rows",
        "all rows are drawn at the mean time of the batch",
        Originals.gaussianPath(),
        Change.path(
            p ->
                new ChangedPath(p) {
                  @Override
                  public Drawn draw(Rng rng, State z, Times t) {
                    Tensor mean = t.t().like(0).plus(t.t().mean());
                    return super.draw(rng, z, Times.of(mean));
                  }
                }),
        "PA06",
        Expected.measured(1.4),
        "PA01",
        "PA02",
        "PA03",
        "PA04",
        "PA05");
  }
}
