/** The {@code gm} command and its report. */
@NullMarked
package org.generatormatching.cli;

import org.jspecify.annotations.NullMarked;
