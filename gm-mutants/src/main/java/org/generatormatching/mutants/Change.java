package org.generatormatching.mutants;

import java.util.function.UnaryOperator;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Head;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.State;
import org.generatormatching.api.Stepper;
import org.generatormatching.api.Term;
import org.generatormatching.mutants.decorators.ChangedHead;
import org.generatormatching.mutants.decorators.ChangedPath;
import org.generatormatching.mutants.decorators.ChangedStepper;
import org.generatormatching.tck.law.PathCase;
import org.generatormatching.tck.law.TermCase;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Tensor;

/** One change of a subject: what is not named stays. */
final class Change {
  private Change() {}

  static UnaryOperator<PathCase> path(UnaryOperator<ConditionalPath> change) {
    return c -> new PathCase(change.apply(c.path()), c.data());
  }

  static UnaryOperator<PathCase> density(
      java.util.function.Function<ConditionalPath, PathTrait.Density> change) {
    return path(p -> ChangedPath.density(p, change.apply(p)));
  }

  static UnaryOperator<TermCase> head(UnaryOperator<Head> change) {
    return c ->
        with(
            c,
            new Term(
                change.apply(c.term().head()),
                c.term().family(),
                c.term().stepper(),
                c.term().weight()));
  }

  static UnaryOperator<TermCase> parameter(UnaryOperator<Parameter> change) {
    return head(h -> new ChangedHead.WithParameter(h, change));
  }

  /** The parameter times a number. */
  static UnaryOperator<TermCase> faster(double by) {
    return parameter(weighted(by));
  }

  static UnaryOperator<Parameter> weighted(double by) {
    return p -> p.weighted(Tensor.of(by, DType.FLOAT64));
  }

  /** The regular part of a parameter a(t) F. */
  static UnaryOperator<Parameter> regular(UnaryOperator<State> change) {
    return p -> {
      Parameter.Linear l = p.linear("a mutant");
      return new Parameter.Linear(change.apply(l.regular()), l.factor());
    };
  }

  static UnaryOperator<TermCase> family(UnaryOperator<GeneratorFamily> change) {
    return c ->
        with(
            c,
            new Term(
                c.term().head(),
                change.apply(c.term().family()),
                c.term().stepper(),
                c.term().weight()));
  }

  static UnaryOperator<TermCase> stepper(UnaryOperator<Stepper> change) {
    return c ->
        with(
            c,
            new Term(
                c.term().head(),
                c.term().family(),
                change.apply(c.term().stepper()),
                c.term().weight()));
  }

  /** Steps with other parameters than those of the head. */
  static UnaryOperator<TermCase> steps(UnaryOperator<Parameter> change) {
    return stepper(s -> ChangedStepper.parameters(s, change));
  }

  private static TermCase with(TermCase c, Term term) {
    return new TermCase(c.path(), c.data(), term);
  }
}
