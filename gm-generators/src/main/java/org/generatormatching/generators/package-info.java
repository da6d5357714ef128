/**
 * Generators, the heads that learn them, the divergences that train them and the sampler that
 * simulates them.
 *
 * <p>Flow: {@code L f = u . grad f}. Diffusion: {@code L f = b . grad f + 1/2 sum_i v_i f_ii}.
 * CTMC: {@code L f = sum_l sum_k rates[l, k] (f(x with x_l = k) - f(x))}. A model learns a
 * conditional target F^z by {@code E D(F^z, F^theta)} with a Bregman divergence D, whose minimiser
 * is the marginal generator {@code F_t(x) = E[F^z | x_t = x]}; a sampler simulates the process of
 * the marginal generator from p_0 at t = 0 to the data at t = 1.
 */
@NullMarked
package org.generatormatching.generators;

import org.jspecify.annotations.NullMarked;
