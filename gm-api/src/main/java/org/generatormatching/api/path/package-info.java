/**
 * Conditional probability paths and the supervision that draws from them.
 *
 * <p>Affine Gaussian: {@code x_t = alpha z + sigma e}, e ~ N(0, I). Mixture: {@code p_t(dx|z) = (1
 * - kappa) p_0(dx) + kappa delta_z(dx)}, site by site on tokens.
 */
@NullMarked
package org.generatormatching.api.path;

import org.jspecify.annotations.NullMarked;
