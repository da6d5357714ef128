/** Samples and slopes of the loss, on the interpreter. */
@NullMarked
package org.generatormatching.generators.kit;

import org.jspecify.annotations.NullMarked;
