/**
 * Data sets, finite or drawn from an exact law, and the codec that scales them.
 *
 * <p>Everything is addressed: the rows of a training step are a function of a random stream and the
 * step, held-out rows are the same for every seed.
 */
@NullMarked
package org.generatormatching.eval.data;

import org.jspecify.annotations.NullMarked;
