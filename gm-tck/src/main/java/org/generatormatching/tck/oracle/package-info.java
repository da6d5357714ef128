/**
 * What the laws compare with: the Kolmogorov forward equation {@code d/dt <p_t, f> = <p_t, L_t f>}
 * by quadrature and by simulation, the exact marginal model of finite data, traced code run on the
 * interpreter, and statistics.
 */
@NullMarked
package org.generatormatching.tck.oracle;

import org.jspecify.annotations.NullMarked;
