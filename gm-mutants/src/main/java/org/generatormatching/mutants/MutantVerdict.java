package org.generatormatching.mutants;

import java.util.List;

/**
 * How the laws came out on one mutant.
 *
 * @param name the mutant's name
 * @param subject what was changed
 * @param change what is wrong with it
 * @param law the primary law
 * @param expected its statistic by theory
 * @param basis where that comes from
 * @param seen its statistic; NaN is a failure too, if it was measured
 * @param threshold what an honest component stays below; NaN if measuring failed, which does not
 *     count as caught
 * @param caught whether the primary law failed by measurement
 * @param touched orthogonal laws that the mutant does not pass
 * @param alarms laws that the original does not pass
 * @param detail where the worst value was seen, or what went wrong
 * @param seconds that the mutant's laws took
 */
public record MutantVerdict(
    String name,
    String subject,
    String change,
    String law,
    double expected,
    String basis,
    double seen,
    double threshold,
    boolean caught,
    List<String> touched,
    List<String> alarms,
    String detail,
    double seconds) {
  /** Keeps the order. */
  public MutantVerdict {
    touched = List.copyOf(touched);
    alarms = List.copyOf(alarms);
  }

  /** Whether the laws tell this mutant from its original, and for the right reason. */
  public boolean isRight() {
    return caught && touched.isEmpty() && alarms.isEmpty();
  }

  /** Whether the orthogonal laws held on the mutant. */
  public boolean keepsOrthogonal() {
    return touched.isEmpty();
  }
}
