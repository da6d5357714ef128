/** Runs traced programs on TensorFlow graphs. */
@NullMarked
package org.generatormatching.engine.tensorflow;

import org.jspecify.annotations.NullMarked;
