/**
 * Traced tensor programs: symbolic values, operations, derivatives, random numbers and the
 * interface of an engine.
 */
@NullMarked
package org.generatormatching.tensor;

import org.jspecify.annotations.NullMarked;
