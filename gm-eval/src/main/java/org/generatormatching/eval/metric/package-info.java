/**
 * Metrics: how far samples are from data, each with the value that perfect samples would give.
 *
 * <p>All work on decoded rows in plain Java, in double precision, on one thread, and draw from
 * their seed alone, so a value does not depend on the engine.
 */
@NullMarked
package org.generatormatching.eval.metric;

import org.jspecify.annotations.NullMarked;
