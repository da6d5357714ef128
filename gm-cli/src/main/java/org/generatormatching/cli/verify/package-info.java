/** What the laws say about components: which are verified, how it is told, and what a run keeps. */
@NullMarked
package org.generatormatching.cli.verify;

import org.jspecify.annotations.NullMarked;
