/**
 * Configurations: YAML, read strictly into records. Unknown keys fail, all problems are told
 * together with their paths, defaults live in the records alone.
 */
@NullMarked
package org.generatormatching.runtime.config;

import org.jspecify.annotations.NullMarked;
