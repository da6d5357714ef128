/**
 * Wrong components, each with exactly one change, and the laws of the test kit that must reject
 * them: {@link org.generatormatching.mutants.Mutants} says how to add one.
 */
@NullMarked
package org.generatormatching.mutants;

import org.jspecify.annotations.NullMarked;
