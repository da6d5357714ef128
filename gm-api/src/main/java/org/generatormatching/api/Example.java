package org.generatormatching.api;

import org.generatormatching.tensor.Tensor;

/**
 * One batch of training examples: points, times, evidence shared by all heads, and a weight per
 * row.
 *
 * @param xt the points
 * @param t their times
 * @param evidence where they are going
 * @param weight FLOAT64 [rows]; any weight that depends on t alone keeps the minimiser
 */
public record Example(State xt, Times t, Evidence evidence, Tensor weight) {}
