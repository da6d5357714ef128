package org.generatormatching.tck.law;

import org.generatormatching.api.Sampler;

/**
 * A sampler with a generator to simulate.
 *
 * @param sampler the sampler
 * @param term a solution with one of its steppers
 */
public record SamplerCase(Sampler sampler, TermCase term) {}
