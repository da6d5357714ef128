/**
 * State spaces: R^d, sites of tokens, products.
 *
 * <p>A space gives the arrays of its points, a reference law, a distance, functions that tell laws
 * apart and, where there are few enough points, a quadrature {@code sum_i m_i f(x_i) ~ int f dx}
 * that makes the laws of generators exact.
 */
@NullMarked
package org.generatormatching.spaces;

import org.jspecify.annotations.NullMarked;
