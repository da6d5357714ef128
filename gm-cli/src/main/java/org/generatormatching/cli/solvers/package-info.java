/** Ways to simulate one model, found among the families of the plugins. */
@NullMarked
package org.generatormatching.cli.solvers;

import org.jspecify.annotations.NullMarked;
