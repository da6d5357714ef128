/**
 * What there is to verify: every component of some plugins, alone and in every combination that its
 * interfaces allow, each with its laws.
 */
@NullMarked
package org.generatormatching.tck.catalogue;

import org.jspecify.annotations.NullMarked;
