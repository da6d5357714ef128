package org.generatormatching.api;

/**
 * What the generator that a head gives in some coordinates does to the laws p_t of its path. It
 * says which weights a superposition may have, and which equation the laws hold it to.
 *
 * <p>With the weights a of the solutions, b of the backward ones and c of the others, the sum of
 * all terms on a factor carries p_t if a's sum less b's sum is 1 and all c are at least 0. Source:
 * Holderrieth et al. 2024, proposition 3.
 */
public enum Role {
  /** Carries the path forwards: d/dt &lt;p_t, f&gt; = &lt;p_t, L_t f&gt;. */
  SOLUTION(1),
  /** Leaves every p_t as it is: 0 = &lt;p_t, L_t f&gt;. Langevin parts, correctors. */
  DIVERGENCE_FREE(0),
  /** Carries the path backwards: d/dt &lt;p_t, f&gt; = -&lt;p_t, L_t f&gt;. */
  BACKWARD(-1);

  private final int sign;

  Role(int sign) {
    this.sign = sign;
  }

  /** The number s in &lt;p_t, L_t f&gt; = s d/dt &lt;p_t, f&gt;. */
  public int sign() {
    return sign;
  }
}
