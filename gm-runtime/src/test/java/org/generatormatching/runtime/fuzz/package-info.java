/** Inputs that nobody would write, by the million. */
@NullMarked
package org.generatormatching.runtime.fuzz;

import org.jspecify.annotations.NullMarked;
