/**
 * Laws as values: what a law says, what it is measured on, how a measurement is judged.
 *
 * <p>A {@link org.generatormatching.tck.Law} compares two independent accounts of one thing, most
 * often a definition in plain Java with traced code, and gives a {@link
 * org.generatormatching.tck.Measurement}. A {@link org.generatormatching.tck.Judge} decides: a
 * deviation must stay below its bound; a statistic of a simulation below a threshold that an honest
 * component passes but once in a million times.
 */
@NullMarked
package org.generatormatching.tck;

import org.jspecify.annotations.NullMarked;
