/**
 * Small cases with known answers that carry every interface: the generators of a path satisfy its
 * Kolmogorov equation, exact models minimise their losses, and simulations end in the data's law.
 * Every check has a twin that is wrong by a few percent and must fail.
 */
@NullMarked
package org.generatormatching.generators.toy;

import org.jspecify.annotations.NullMarked;
