/** State spaces and their geometry. */
@NullMarked
package org.generatormatching.spaces;

import org.jspecify.annotations.NullMarked;
