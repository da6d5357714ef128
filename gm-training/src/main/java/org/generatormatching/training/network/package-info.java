/**
 * Networks as traced programs, made of small layers.
 *
 * <p>A network maps a point x, times t and conditions c to the raw values of all heads at once, (x,
 * t, c) -> r. What a raw value means, and how it is brought into the legal set, is the head's
 * business.
 */
@NullMarked
package org.generatormatching.training.network;

import org.jspecify.annotations.NullMarked;
