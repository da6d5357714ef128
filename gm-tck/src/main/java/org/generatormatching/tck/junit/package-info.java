/**
 * The laws as JUnit tests: extend the class of what you have written, implement its one method.
 *
 * <p>A law that fails says how far it was missed, where, what to look at, and the command that
 * repeats it alone. The system property {@code gm.law} restricts a class to some laws, by id with
 * commas between, and {@code gm.seed} changes the seed of everything that is drawn. The laws run on
 * the interpreter and need no engine.
 */
@NullMarked
package org.generatormatching.tck.junit;

import org.jspecify.annotations.NullMarked;
