package org.generatormatching.tck.junit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.law.GeneratorLaws;
import org.generatormatching.tck.law.JumpLaws;
import org.generatormatching.tck.law.StepLaws;
import org.generatormatching.tck.law.TermCase;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The laws of generators and of their steppers: of a family, a solution, or a head by a family. */
public abstract class GeneratorLawTests {
  /** The generator as a term on its path. */
  protected abstract TermCase generator();

  /** One test per law. */
  @TestFactory
  public final Stream<DynamicNode> laws() {
    List<Law<TermCase>> all = new ArrayList<>(GeneratorLaws.ALL);
    all.addAll(StepLaws.ALL);
    all.addAll(JumpLaws.ALL);
    return LawNodes.of(getClass()).one(this::generator, all);
  }
}
