package org.generatormatching.generators;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.generatormatching.api.Model;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.Sampler;
import org.generatormatching.api.Samples;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;

/**
 * Simulates jumps one after another, at their own times: the exact process of a model, without
 * steps in time.
 *
 * <p>An entry of a point (a coordinate, a site) jumps with rate {@code a(t) lambda_i(x, t)}. Where
 * all {@code lambda_i <= bound}, candidates come with rate {@code a(t) n bound} for n entries: the
 * next one after t is the t' with {@code survival(t, t')^(n bound) = u}, u uniform. It is of an
 * entry i drawn uniformly, and happens with probability {@code lambda_i(x, t')/bound}, of which the
 * model is asked there and then. Several terms have clocks of their own, of which the first rings.
 *
 * <p>One evaluation of the model for each candidate: their mean number is {@code n bound int a dt}.
 * Samples are looked at, together, at the times of the grid, which changes nothing but the cost;
 * give it few. Infinitely many candidates come before a pole of a(t) at t = 1: the last 1e-4 of the
 * time is one step of the terms' own steppers.
 *
 * <p>A head whose rates are laws knows the bound. Another one needs it given; it is checked at
 * every candidate, and between them it is a promise. Takes jumps alone, with constant weights.
 * Source: Lewis and Shedler 1979.
 *
 * @param bound of the rates of an entry without their time factor; empty: what the heads know
 * @param chunk rows of a program
 * @param most candidates of a sample
 */
public record ThinningSampler(Optional<Double> bound, int chunk, int most) implements Sampler {
  private static final Integer CHUNK = 1024;
  private static final Integer MOST = 1_000_000;

  /**
   * The configuration.
   *
   * @param bound of the rates of an entry without their time factor; absent: what the heads know
   * @param chunk rows of a program, 1024 if absent
   * @param most candidates of a sample, 1000000 if absent
   */
  public record Settings(Optional<Double> bound, Integer chunk, Integer most) {
    /** Puts defaults in the place of absent values. */
    public Settings {
      bound = bound == null ? Optional.empty() : bound;
      chunk = chunk == null ? CHUNK : chunk;
      most = most == null ? MOST : most;
    }

    /** The sampler. */
    public ThinningSampler sampler() {
      return new ThinningSampler(bound, chunk, most);
    }
  }

  /** Checks the ranges. */
  public ThinningSampler {
    List<Problem> problems = new ArrayList<>();
    bound
        .filter(b -> !(b > 0 && b < Double.POSITIVE_INFINITY))
        .ifPresent(
            b ->
                problems.add(
                    Problem.of(GmError.CONFIG, "the bound of rates is out of range")
                        .found("bound = " + b)
                        .expected("a number above 0")));
    if (chunk < 1 || most < 1) {
      problems.add(
          Problem.of(GmError.CONFIG, "a sampler has no rows or no candidates")
              .found("chunk = " + chunk + ", most = " + most)
              .expected("at least 1"));
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
  }

  /** With the bounds that heads know. */
  public ThinningSampler() {
    this(Optional.empty(), CHUNK, MOST);
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("thinning@1");
  }

  /**
   * Simulates from the first to the last time of the grid.
   *
   * @throws GmException [GM/UNSUPPORTED] if a term is no jump, its rates have no bound, its weight
   *     depends on the time, or a factor has a time of its own; [GM/DOMAIN] if a rate exceeds the
   *     bound
   */
  @Override
  public Samples sample(Backend backend, Model model, SampleRequest request) {
    try (ThinningSimulation s = new ThinningSimulation(this, backend, model, request)) {
      return s.run();
    }
  }
}
