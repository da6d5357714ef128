/**
 * Components that the toy cases need beyond the modules below: jump families on tables and strings,
 * their heads, and learning from an energy.
 *
 * <p>Rates are written {@code a(t) * regular}; a step jumps with probability {@code 1 -
 * survival^intensity}.
 */
@NullMarked
package org.generatormatching.generators.toy.parts;

import org.jspecify.annotations.NullMarked;
