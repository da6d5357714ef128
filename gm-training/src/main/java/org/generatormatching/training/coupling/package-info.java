/**
 * Couplings of source and data: which source point a data point starts from in training. Host code.
 *
 * <p>Paths of a flow between points that were paired at random cross, and the velocity at a
 * crossing is a mean of both: the flow bends. Pairs of little cost cross less.
 */
@NullMarked
package org.generatormatching.training.coupling;

import org.jspecify.annotations.NullMarked;
