package org.generatormatching.tck;

/** How a law came out on a subject. */
public enum Outcome {
  /** It holds, as far as the measurement can see. */
  PASSED,
  /** It is violated, or measuring it failed. */
  FAILED,
  /** It does not apply; the finding says why. */
  SKIPPED
}
