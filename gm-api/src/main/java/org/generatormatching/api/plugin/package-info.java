/** The entry point of plugin jars: what a jar provides, under which ids, configured how. */
@NullMarked
package org.generatormatching.api.plugin;

import org.jspecify.annotations.NullMarked;
