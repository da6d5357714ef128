/** Plugin registry, configuration and the composition root. */
@NullMarked
package org.generatormatching.runtime;

import org.jspecify.annotations.NullMarked;
