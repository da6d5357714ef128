package org.generatormatching.generators;

import java.util.ArrayList;
import java.util.List;
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
 * Simulates flows with the method of Dormand and Prince, order 5 with an embedded order 4, from the
 * first to the last time of the grid in either direction; the times between are chosen.
 *
 * <p>With {@code control: sample} every sample has its own times and steps, so that it does not
 * depend on its mates: a program works on rows of which some have arrived already. With {@code
 * batch} all rows of a chunk take the steps that their mean square error allows, which costs less
 * for stiff mates and makes a sample depend on its chunk. The error of a step is accepted where its
 * root mean square over an array, relative to {@code atol + rtol |x|}, is at most 1.
 *
 * <p>A velocity may be infinite at t = 1: the last (or first) 1e-4 of the time is one step of the
 * terms' own steppers, whose error is below that of the tolerances. Takes terms with constant
 * weights and steppers without noise alone. Evaluations are those of the row that needed most.
 * Source: Dormand and Prince 1980; Hairer, Norsett and Wanner 1993, section II.4.
 *
 * @param rtol relative tolerance
 * @param atol absolute tolerance
 * @param control whose error decides
 * @param chunk rows of a program
 * @param most steps that a chunk may try
 */
public record AdaptiveSampler(double rtol, double atol, Control control, int chunk, int most)
    implements Sampler {
  private static final Integer CHUNK = 1024;
  private static final Integer MOST = 10_000;

  /** Whose error decides about a step. */
  public enum Control {
    /** Each sample's own. */
    SAMPLE,
    /** The mean over the chunk. */
    BATCH
  }

  /**
   * The configuration.
   *
   * @param rtol relative tolerance, 1e-3 if absent
   * @param atol absolute tolerance, 1e-4 if absent
   * @param control whose error decides: {@code sample} if absent, or {@code batch}
   * @param chunk rows of a program, 1024 if absent
   * @param most steps that a chunk may try, 10000 if absent
   */
  public record Settings(Double rtol, Double atol, Control control, Integer chunk, Integer most) {
    /** Puts defaults in the place of absent values. */
    public Settings {
      rtol = rtol == null ? 1e-3 : rtol;
      atol = atol == null ? 1e-4 : atol;
      control = control == null ? Control.SAMPLE : control;
      chunk = chunk == null ? CHUNK : chunk;
      most = most == null ? MOST : most;
    }

    /** The sampler. */
    public AdaptiveSampler sampler() {
      return new AdaptiveSampler(rtol, atol, control, chunk, most);
    }
  }

  /** Checks the ranges. */
  public AdaptiveSampler {
    List<Problem> problems = new ArrayList<>();
    if (!(rtol >= 0 && atol > 0)) {
      problems.add(
          Problem.of(GmError.CONFIG, "the tolerances of a sampler are out of range")
              .found("rtol = " + rtol + ", atol = " + atol)
              .expected("rtol at least 0, atol above 0"));
    }
    if (chunk < 1 || most < 1) {
      problems.add(
          Problem.of(GmError.CONFIG, "a sampler has no rows or no steps")
              .found("chunk = " + chunk + ", most = " + most)
              .expected("at least 1"));
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
  }

  /** The sampler of these tolerances, each sample for itself. */
  public static AdaptiveSampler of(double rtol, double atol) {
    return new AdaptiveSampler(rtol, atol, Control.SAMPLE, CHUNK, MOST);
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("adaptive@1");
  }

  /**
   * Simulates.
   *
   * @throws GmException [GM/UNSUPPORTED] if a term has noise or a weight that depends on the time,
   *     or a factor a time of its own
   */
  @Override
  public Samples sample(Backend backend, Model model, SampleRequest request) {
    try (AdaptiveSimulation s = new AdaptiveSimulation(this, backend, model, request)) {
      return s.run();
    }
  }
}
