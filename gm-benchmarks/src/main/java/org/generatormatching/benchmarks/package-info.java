/** Benchmarks against floors measured in the same run. */
@NullMarked
package org.generatormatching.benchmarks;

import org.jspecify.annotations.NullMarked;
