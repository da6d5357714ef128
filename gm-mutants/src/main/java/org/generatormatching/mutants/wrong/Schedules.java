package org.generatormatching.mutants.wrong;

import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.Relaxation;
import org.generatormatching.api.Schedule;
import org.generatormatching.api.TimeFactor;
import org.generatormatching.api.Times;
import org.generatormatching.mutants.decorators.ChangedSchedule;
import org.generatormatching.tensor.Tensor;

/** Schedules with one mistake. */
public final class Schedules {
  private Schedules() {}

  /** SC01: a noise floor at the data. */
  public record NoiseFloor(GaussianSchedule honest) implements ChangedSchedule {
    @Override
    public Tensor sigma(Times t) {
      return honest.sigma(t).times(1 - 1e-4).plus(1e-4);
    }
  }

  /** SC01: time runs from data to noise. */
  public record SwappedTime(GaussianSchedule honest) implements ChangedSchedule {
    @Override
    public Tensor sigma(Times t) {
      return honest.sigma(new Times(t.oneMinusT(), t.t(), t.factors()));
    }
  }

  /** SC02: sigma' without its sign. */
  public record PositiveSlope(GaussianSchedule honest) implements ChangedSchedule {
    @Override
    public Tensor sigmaDerivative(Times t) {
      return honest.sigmaDerivative(t).neg();
    }
  }

  /** SC02: alpha' 2 % too fast. */
  public record FastAlpha(GaussianSchedule honest) implements ChangedSchedule {
    @Override
    public Schedule alpha() {
      return new Fast(honest.alpha());
    }

    private record Fast(Schedule honest) implements ChangedSchedule.Alpha {
      @Override
      public Tensor derivative(Times t) {
        return honest.derivative(t).times(1.02);
      }
    }
  }

  /** SC03: the ratio upside down. */
  public record NoiseToSignal(GaussianSchedule honest) implements ChangedSchedule {
    @Override
    public Tensor timeOfRatio(Tensor alphaOverSigma) {
      return honest.timeOfRatio(alphaOverSigma.rdiv(1));
    }
  }

  /** SC03: alpha's inverse is that of alpha = t. */
  public record StraightInverse(GaussianSchedule honest) implements ChangedSchedule {
    @Override
    public Schedule alpha() {
      return new Straight(honest.alpha());
    }

    private record Straight(Schedule honest) implements ChangedSchedule.Alpha {
      @Override
      public Tensor inverse(Tensor value) {
        return value;
      }
    }
  }

  /** SC04: 1 - alpha by subtraction. */
  public record Cancelling(GaussianSchedule honest) implements ChangedSchedule {
    @Override
    public Schedule alpha() {
      return new Subtracted(honest.alpha());
    }

    private record Subtracted(Schedule honest) implements ChangedSchedule.Alpha {
      @Override
      public Tensor rest(Times t) {
        return honest.value(t).rsub(1);
      }
    }
  }

  /** SC04: sigma as the root of 1 - alpha^2. */
  public record CancellingSigma(GaussianSchedule honest) implements ChangedSchedule {
    @Override
    public Tensor sigma(Times t) {
      return honest.alpha().value(t).square().rsub(1).sqrt();
    }
  }

  /** SC05: the hazard of alpha' alone. */
  public record SlowHazard(GaussianSchedule honest) implements ChangedSchedule {
    @Override
    public Schedule alpha() {
      return new Slow(honest.alpha());
    }

    private record Slow(Schedule honest) implements ChangedSchedule.Alpha {
      @Override
      public TimeFactor hazard() {
        TimeFactor a = honest.hazard();
        return new TimeFactor() {
          @Override
          public Tensor at(Times t) {
            return honest.derivative(t);
          }

          @Override
          public Tensor integral(Times from, Times to) {
            return a.integral(from, to);
          }

          @Override
          public Tensor survival(Times from, Times to) {
            return a.survival(from, to);
          }
        };
      }
    }
  }

  /** SC05: survival by the integral, which is not 0 at the end but e^-(something large). */
  public record CappedIntegral(GaussianSchedule honest) implements ChangedSchedule {
    @Override
    public Schedule alpha() {
      return new Capped(honest.alpha());
    }

    private record Capped(Schedule honest) implements ChangedSchedule.Alpha {
      @Override
      public TimeFactor hazard() {
        TimeFactor a = honest.hazard();
        return new TimeFactor() {
          @Override
          public Tensor at(Times t) {
            return a.at(t);
          }

          @Override
          public Tensor integral(Times from, Times to) {
            return a.integral(from, to).min(20);
          }
        };
      }
    }
  }

  /** SC06: drive without the part that sigma gives. */
  public record WeakDrive(GaussianSchedule honest) implements ChangedSchedule {
    @Override
    public Relaxation relaxation() {
      Relaxation r = honest.relaxation();
      return new Relaxation() {
        @Override
        public Tensor decay(Times t) {
          return r.decay(t);
        }

        @Override
        public Tensor drive(Times t) {
          return honest.alpha().derivative(t);
        }

        @Override
        public Tensor keep(Times from, Times to) {
          return r.keep(from, to);
        }

        @Override
        public Tensor gain(Times from, Times to) {
          return r.gain(from, to);
        }
      };
    }
  }

  /** SC06: gain = 1 - keep, which holds where alpha + sigma = 1 only. */
  public record ConvexGain(GaussianSchedule honest) implements ChangedSchedule {
    @Override
    public Relaxation relaxation() {
      Relaxation r = honest.relaxation();
      return new Relaxation() {
        @Override
        public Tensor decay(Times t) {
          return r.decay(t);
        }

        @Override
        public Tensor drive(Times t) {
          return r.drive(t);
        }

        @Override
        public Tensor keep(Times from, Times to) {
          return r.keep(from, to);
        }

        @Override
        public Tensor gain(Times from, Times to) {
          return r.keep(from, to).rsub(1);
        }
      };
    }
  }
}
