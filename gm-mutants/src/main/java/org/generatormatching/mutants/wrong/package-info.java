/** Components with one mistake each, made of correct ones; what is wrong is said above each. */
@NullMarked
package org.generatormatching.mutants.wrong;

import org.jspecify.annotations.NullMarked;
