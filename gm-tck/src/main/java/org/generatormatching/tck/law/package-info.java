/** The laws, by what they are measured on. */
@NullMarked
package org.generatormatching.tck.law;

import org.jspecify.annotations.NullMarked;
