/** What the laws of a path are, and how far simulations are from them. */
@NullMarked
package org.generatormatching.cli.paths;

import org.jspecify.annotations.NullMarked;
