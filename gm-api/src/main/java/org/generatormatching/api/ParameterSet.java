package org.generatormatching.api;

import java.util.function.Function;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * The vector space V of a family's parameters on a space, and the closed convex set Omega of legal
 * ones.
 *
 * @param arrays the arrays [B, ...] of a parameter
 * @param isMember whether each row is in Omega, BOOL [rows]
 */
public record ParameterSet(Signature arrays, Function<State, Tensor> isMember) {}
