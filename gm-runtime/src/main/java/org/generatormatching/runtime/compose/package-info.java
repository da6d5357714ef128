/**
 * The composition root: Guice turns a configuration and a registry into the parts of a run. Plugin
 * authors never meet it.
 */
@NullMarked
package org.generatormatching.runtime.compose;

import org.jspecify.annotations.NullMarked;
