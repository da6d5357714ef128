/**
 * Components that are another component but for one method: a mutant overrides it, everything else
 * is the original's.
 */
@NullMarked
package org.generatormatching.mutants.decorators;

import org.jspecify.annotations.NullMarked;
