/** Runs traced programs on PyTorch, through DJL. */
@NullMarked
package org.generatormatching.engine.pytorch;

import org.jspecify.annotations.NullMarked;
