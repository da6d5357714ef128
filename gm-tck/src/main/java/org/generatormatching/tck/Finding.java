package org.generatormatching.tck;

/**
 * How one law came out on one subject.
 *
 * @param law its id
 * @param subject the subject's name
 * @param engine the engine that simulated
 * @param kind the law's kind
 * @param statistic what was measured
 * @param threshold what it had to stay below
 * @param outcome the verdict
 * @param seed of the measurement
 * @param seconds that it took
 * @param detail where the worst value was seen, why it was skipped, or what went wrong
 * @param advice what to look at if it failed
 */
public record Finding(
    String law,
    String subject,
    String engine,
    Kind kind,
    double statistic,
    double threshold,
    Outcome outcome,
    long seed,
    double seconds,
    String detail,
    String advice) {
  /** Whether this makes a component wrong: a law failed that is more than good manners. */
  public boolean isViolation() {
    return outcome == Outcome.FAILED && kind != Kind.OPTIONAL;
  }
}
