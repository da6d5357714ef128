package org.generatormatching.api;

import org.generatormatching.tensor.ComponentId;

/**
 * The name of the coordinates in which a generator's parameter is written: what a head gives and a
 * family wants.
 *
 * @param id for example {@code velocity@1}, {@code drift-variance@1}, {@code site-rates@1}
 * @param over what else gives the values their meaning, in words: the bins of rates into bins.
 *     Empty where nothing does. Coordinates over different things are different, so that a head and
 *     a family that were configured differently are refused together
 */
public record CoordinateId(ComponentId id, String over) {
  /** u, per array of the point, of the tangent's shape: L f = u . grad f. */
  public static final CoordinateId VELOCITY = of("velocity@1");

  /** The prefix of a drift's arrays. */
  public static final String DRIFT = "drift";

  /** The prefix of the arrays of variances, one per coordinate. */
  public static final String VARIANCE = "variance";

  /**
   * Per array of the point, {@code drift.NAME} and {@code variance.NAME}, of the tangent's shape: L
   * f = drift . grad f + 1/2 sum variance_i f_ii.
   */
  public static final CoordinateId DRIFT_VARIANCE = of("drift-variance@1");

  /**
   * The score, grad log p_t, per array of the point: what parts are made of that leave every p_t as
   * it is.
   */
  public static final CoordinateId SCORE = of("score@1");

  /**
   * {@code rates} [B, L, K]: the rate with which site l moves to token k. The rate of the present
   * token changes nothing in the generator, but a stepper may take it as an event without effect:
   * with rates a(t) p for a law p its frozen step is then exact, also up to a pole of a.
   */
  public static final CoordinateId SITE_RATES = of("site-rates@1");

  /** Parses {@code name@version}. */
  public static CoordinateId of(String text) {
    return new CoordinateId(ComponentId.of(text), "");
  }

  /** These coordinates over something. */
  public CoordinateId over(String what) {
    return new CoordinateId(id, what);
  }

  @Override
  public String toString() {
    return over.isEmpty() ? id.toString() : id + " over " + over;
  }
}
