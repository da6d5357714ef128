/**
 * Benchmarks as the command line finds and runs them; the benchmarks themselves are in
 * gm-benchmarks.
 */
@NullMarked
package org.generatormatching.runtime.bench;

import org.jspecify.annotations.NullMarked;
