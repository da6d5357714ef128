package org.generatormatching.mutants;

import java.util.List;
import java.util.function.UnaryOperator;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.Source;
import org.generatormatching.api.State;
import org.generatormatching.api.StepContext;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.mutants.Mutant.Expected;
import org.generatormatching.mutants.decorators.ChangedSampler;
import org.generatormatching.mutants.decorators.ChangedStepper;
import org.generatormatching.tck.law.SamplerCase;
import org.generatormatching.tck.oracle.Statistics;
import org.generatormatching.tensor.Tensor;

/** Mutants of samplers, and of steppers whose mistake only a marginal generator shows. */
final class SamplerMutants {
  private SamplerMutants() {}

  static List<Mutant<SamplerCase>> all() {
    return List.of(source(), presentToken(), rows(), early());
  }

  private static UnaryOperator<SamplerCase> request(UnaryOperator<SampleRequest> change) {
    return c -> new SamplerCase(new ChangedSampler(c.sampler(), change), c.term());
  }

  private static SampleRequest with(SampleRequest r, Source source, TimeGrid grid) {
    return new SampleRequest(
        r.terms(),
        source,
        r.start(),
        r.count(),
        r.first(),
        grid,
        r.clock(),
        r.context(),
        r.weights(),
        r.seed(),
        r.listener());
  }

  /** The flow is monotone, so that the share of the left point is that of the start's quantile. */
  private static Mutant<SamplerCase> source() {
    double quantile = -0.430727;
    double shift = 1.0 / 3 - Statistics.normalCdf(quantile - 0.5);
    return Mutant.of(
        "sampler/source",
        "samples start 1/2 to the right of the source",
        Originals.sampledFlow(),
        request(r -> with(r, (rng, n) -> r.source().draw(rng, n).map(x -> x.plus(0.5)), r.grid())),
        "SA01",
        Expected.theory(
            shift / Math.sqrt(2.0 / 9 / 8000),
            "(1/3 - Phi(q - 1/2)) / sqrt(2/9/8000), Phi(q) = 1/3"),
        "SA02",
        "SA03");
  }

  private static Mutant<SamplerCase> presentToken() {
    return Mutant.of(
        "chain/present-token",
        "steps leave the rate of the present token out",
        Originals.sampledChain(),
        c -> new SamplerCase(c.sampler(), Change.stepper(SamplerMutants::restless).apply(c.term())),
        "SA01",
        Expected.theory(
            1.0 / 3 / Math.sqrt(2.0 / 9 / 8000), "all tokens change: shares 2/3, 1/3 for 1/3, 2/3"),
        "SA02",
        "SA03");
  }

  private static ChangedStepper restless(org.generatormatching.api.Stepper stepper) {
    return new ChangedStepper(stepper) {
      @Override
      public State stage(int k, State x0, List<Parameter> evaluated, StepContext at) {
        UnaryOperator<Parameter> without = Change.regular(s -> others(s, x0));
        return super.stage(k, x0, evaluated.stream().map(without).toList(), at);
      }
    };
  }

  private static State others(State s, State x) {
    Tensor rates = s.get("rates");
    Tensor here = x.get("tokens").oneHot(rates.shape().dim(2), rates.dtype());
    return s.with("rates", rates.times(here.rsub(1)));
  }

  private static Mutant<SamplerCase> rows() {
    return Mutant.of(
        "sampler/rows",
        "noise is addressed by the row of the request",
        Originals.sampledFlow(),
        request(r -> r.range(0, r.count())),
        "SA02",
        Expected.theory(1, "some range differs"),
        "SA01",
        "SA03");
  }

  private static Mutant<SamplerCase> early() {
    return Mutant.of(
        "sampler/early",
        "the last step is not made",
        Originals.sampledFlow(),
        request(
            r -> with(r, r.source(), new TimeGrid(r.grid().times().subList(0, r.grid().steps())))),
        "SA03",
        Expected.theory(1, "the path's own distance one step before"),
        "SA01",
        "SA02");
  }
}
