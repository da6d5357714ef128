package org.generatormatching.tck.junit;

import java.util.stream.Stream;
import org.generatormatching.tck.law.LossCase;
import org.generatormatching.tck.law.ObjectiveLaws;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The laws of a divergence as the loss of a head. */
public abstract class ObjectiveLawTests {
  /** The head with its divergence. */
  protected abstract LossCase loss();

  /** One test per law. */
  @TestFactory
  public final Stream<DynamicNode> laws() {
    return LawNodes.of(getClass()).one(this::loss, ObjectiveLaws.ALL);
  }
}
