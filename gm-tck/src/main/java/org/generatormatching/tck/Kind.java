package org.generatormatching.tck;

/** What a law's outcome means. */
public enum Kind {
  /** Must hold; measured without noise. */
  REQUIRED,
  /** Good manners: a component that breaks it works all the same. */
  OPTIONAL,
  /** Must hold; measured by simulation, so that small violations go unseen. */
  STOCHASTIC
}
