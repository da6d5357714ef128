package org.generatormatching.mutants;

import java.util.List;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.mutants.Mutant.Expected;
import org.generatormatching.mutants.wrong.Schedules;

/** Mutants of schedules. */
final class ScheduleMutants {
  private ScheduleMutants() {}

  static List<Mutant<GaussianSchedule>> all() {
    return List.of(
        Mutant.of(
            "schedule/floor",
            "sigma has a floor of 1e-4",
            Originals.cosine(),
            Schedules.NoiseFloor::new,
            "SC01",
            Expected.fails(),
            "SC05"),
        Mutant.of(
            "schedule/time",
            "sigma rises",
            Originals.cosine(),
            Schedules.SwappedTime::new,
            "SC01",
            Expected.fails(),
            "SC05"),
        Mutant.of(
            "schedule/sign",
            "sigma' has the other sign",
            Originals.cosine(),
            Schedules.PositiveSlope::new,
            "SC02",
            Expected.measured(1.2),
            "SC01",
            "SC03",
            "SC04",
            "SC05"),
        Mutant.of(
            "schedule/fast",
            "alpha' is 2 % too large",
            Originals.cosine(),
            Schedules.FastAlpha::new,
            "SC02",
            Expected.measured(0.0122),
            "SC01",
            "SC03"),
        Mutant.of(
            "schedule/ratio",
            "timeOfRatio takes sigma/alpha for alpha/sigma",
            Originals.cosine(),
            Schedules.NoiseToSignal::new,
            "SC03",
            Expected.theory(0.86, "|1 - t - t| at t = 0.07"),
            "SC01",
            "SC02",
            "SC04",
            "SC05",
            "SC06"),
        Mutant.of(
            "schedule/inverse",
            "the inverse of alpha is that of the straight line",
            Originals.cosine(),
            Schedules.StraightInverse::new,
            "SC03",
            Expected.theory(0.207, "sin(pi/4) - 1/2"),
            "SC01",
            "SC02",
            "SC04",
            "SC05",
            "SC06"),
        Mutant.of(
            "schedule/rest",
            "rest is 1 less alpha, rounded",
            Originals.cosine(),
            Schedules.Cancelling::new,
            "SC04",
            Expected.theory(Double.NaN, "no digit is left: 0/0"),
            "SC01",
            "SC02",
            "SC03"),
        Mutant.of(
            "schedule/sigma",
            "sigma is the root of 1 less alpha squared, rounded",
            Originals.cosine(),
            Schedules.CancellingSigma::new,
            "SC04",
            Expected.theory(Double.NaN, "no digit is left: 0/0"),
            "SC01",
            "SC03",
            "SC05"),
        Mutant.of(
            "schedule/hazard",
            "the hazard is alpha' alone",
            Originals.cosine(),
            Schedules.SlowHazard::new,
            "SC05",
            Expected.measured(0.96),
            "SC01",
            "SC02",
            "SC03",
            "SC04",
            "SC06"),
        Mutant.of(
            "schedule/survival",
            "survival stays above e^-20",
            Originals.cosine(),
            Schedules.CappedIntegral::new,
            "SC05",
            Expected.theory(Math.exp(-20), "e^-20 for 0"),
            "SC01",
            "SC02",
            "SC03",
            "SC04",
            "SC06"),
        Mutant.of(
            "schedule/drive",
            "the drive lacks what sigma gives",
            Originals.cosine(),
            Schedules.WeakDrive::new,
            "SC06",
            Expected.measured(4.8),
            "SC01",
            "SC02",
            "SC03",
            "SC04",
            "SC05"),
        Mutant.of(
            "schedule/gain",
            "the gain is 1 less keep",
            Originals.cosine(),
            Schedules.ConvexGain::new,
            "SC06",
            Expected.measured(1.08),
            "SC01",
            "SC02",
            "SC03",
            "SC04",
            "SC05"));
  }
}
