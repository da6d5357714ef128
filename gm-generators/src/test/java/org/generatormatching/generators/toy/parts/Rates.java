package org.generatormatching.generators.toy.parts;

import org.generatormatching.api.Parameter;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/** What all jump families have in common. */
final class Rates {
  private Rates() {}

  /** Rates with their time factor: the only form that a jump has. */
  static Parameter.Linear linear(Parameter p) {
    if (p instanceof Parameter.Linear l) {
      return l;
    }
    throw Problem.of(GmError.UNSUPPORTED, "a jump needs rates of the form a(t) * regular")
        .found(p.getClass().getSimpleName())
        .exception();
  }
}
