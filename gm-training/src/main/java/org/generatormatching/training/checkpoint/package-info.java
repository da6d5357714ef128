/**
 * What a training run leaves on disk: checkpoints from which it goes on bit for bit, and the
 * directory that holds everything else.
 */
@NullMarked
package org.generatormatching.training.checkpoint;

import org.jspecify.annotations.NullMarked;
