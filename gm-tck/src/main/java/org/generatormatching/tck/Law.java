package org.generatormatching.tck;

/**
 * A law of the mathematics, or a promise of an interface, as a value.
 *
 * @param <S> what it is measured on
 * @param id two letters and two digits: {@code GN01}
 * @param kind what its outcome means
 * @param statement what holds, as a sentence
 * @param equation the same as a formula; empty where there is none
 * @param advice what to look at if it fails
 * @param check measures it
 */
public record Law<S>(
    String id, Kind kind, String statement, String equation, String advice, Check<S> check) {
  /** Measures a law. */
  @FunctionalInterface
  public interface Check<S> {
    /** The measurement; exceptions count as failures. */
    Measurement measure(S subject, Trial trial);
  }

  /** A law without noise. */
  public static <S> Law<S> required(
      String id, String statement, String equation, String advice, Check<S> check) {
    return new Law<>(id, Kind.REQUIRED, statement, equation, advice, check);
  }

  /** A law that is measured by simulation. */
  public static <S> Law<S> stochastic(
      String id, String statement, String equation, String advice, Check<S> check) {
    return new Law<>(id, Kind.STOCHASTIC, statement, equation, advice, check);
  }

  /** A law of good manners. */
  public static <S> Law<S> optional(
      String id, String statement, String equation, String advice, Check<S> check) {
    return new Law<>(id, Kind.OPTIONAL, statement, equation, advice, check);
  }
}
