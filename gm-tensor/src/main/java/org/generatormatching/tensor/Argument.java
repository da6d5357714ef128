package org.generatormatching.tensor;

/** A value for an input of a program: in Java memory, or already where the engine computes. */
public sealed interface Argument permits HostArray, DeviceArray {}
