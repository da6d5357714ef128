/**
 * Plugins: found by ServiceLoader, described, checked all together, then held in an immutable
 * registry sorted by id. Nothing depends on the order of the class path.
 */
@NullMarked
package org.generatormatching.runtime.registry;

import org.jspecify.annotations.NullMarked;
