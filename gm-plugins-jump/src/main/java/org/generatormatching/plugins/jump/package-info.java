/**
 * Jump processes on R^d: every coordinate waits for a gate of its own and then jumps into one of
 * finitely many bins.
 *
 * <p>This module is a plugin like any other: it knows {@code org.generatormatching.api} and the
 * tensors below it, and nothing else.
 */
@NullMarked
package org.generatormatching.plugins.jump;

import org.jspecify.annotations.NullMarked;
