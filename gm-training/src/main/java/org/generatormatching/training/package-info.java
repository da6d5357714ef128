/** Networks, couplings, the trainer, checkpoints and run directories. */
@NullMarked
package org.generatormatching.training;

import org.jspecify.annotations.NullMarked;
