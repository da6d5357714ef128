/** Runs whose process is killed, stopped or starved, and what is left of them. */
@NullMarked
package org.generatormatching.cli.kill;

import org.jspecify.annotations.NullMarked;
