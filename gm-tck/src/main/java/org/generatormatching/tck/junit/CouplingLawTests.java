package org.generatormatching.tck.junit;

import java.util.stream.Stream;
import org.generatormatching.api.Coupling;
import org.generatormatching.tck.law.CouplingLaws;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The laws of couplings. */
public abstract class CouplingLawTests {
  /** The coupling. */
  protected abstract Coupling coupling();

  /** One test per law. */
  @TestFactory
  public final Stream<DynamicNode> laws() {
    return LawNodes.of(getClass()).one(this::coupling, CouplingLaws.ALL);
  }
}
