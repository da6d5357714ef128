/** Flow, diffusion, jump and CTMC generators, their superpositions and samplers. */
@NullMarked
package org.generatormatching.generators;

import org.jspecify.annotations.NullMarked;
