package org.generatormatching.tck.junit;

import java.util.stream.Stream;
import org.generatormatching.api.BregmanDivergence;
import org.generatormatching.tck.law.DivergenceLaws;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The laws of Bregman divergences; {@link ObjectiveLawTests} has those of a head's loss. */
public abstract class DivergenceLawTests {
  /** The divergence. */
  protected abstract BregmanDivergence divergence();

  /** One test per law. */
  @TestFactory
  public final Stream<DynamicNode> laws() {
    return LawNodes.of(getClass()).one(this::divergence, DivergenceLaws.ALL);
  }
}
