/** What a plugin implements: state spaces, paths, generators, heads, losses and samplers. */
@NullMarked
package org.generatormatching.api;

import org.jspecify.annotations.NullMarked;
