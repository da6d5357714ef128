/**
 * Laws that generators must keep, as functions that return a statistic: the Kolmogorov forward
 * equation {@code d/dt <p_t, f> = <p_t, L_t f>} by quadrature and by simulation, and the
 * stationarity of the conditional loss at the marginal generator.
 */
@NullMarked
package org.generatormatching.generators.kit;

import org.jspecify.annotations.NullMarked;
