/**
 * Training: a network as a model of all heads, the trainer, and its runs.
 *
 * <p>What is minimised is the conditional generator matching loss \(E\, w(t)\, D(F_t^z(x_t),
 * F_t^\theta(x_t))\) over data z, times t and points \(x_t \sim p_t(\cdot \mid z)\); its gradient
 * is that of the loss against the marginal generator.
 */
@NullMarked
package org.generatormatching.training;

import org.jspecify.annotations.NullMarked;
