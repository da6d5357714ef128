/**
 * The page that shows a run: one self-contained file with its own charts and pictures.
 *
 * <p>It makes no request, says everything without its script and follows the light or dark theme of
 * its reader. The same data give the same bytes.
 */
@NullMarked
package org.generatormatching.cli.report;

import org.jspecify.annotations.NullMarked;
