/**
 * Data sets, codecs fitted on them, and metrics of samples against held-out data or an exact law.
 */
@NullMarked
package org.generatormatching.eval;

import org.jspecify.annotations.NullMarked;
