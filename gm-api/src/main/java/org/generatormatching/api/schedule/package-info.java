/**
 * Schedules: alpha and sigma of affine Gaussian paths, kappa of mixture paths.
 *
 * <p>{@code x_t = alpha(t) z + sigma(t) e}; {@code P(x_t = z) = kappa(t)}. Each schedule gives
 * values, derivatives and inverses; what vanishes at t = 1 is computed from 1 - t.
 */
@NullMarked
package org.generatormatching.api.schedule;

import org.jspecify.annotations.NullMarked;
