package org.generatormatching.tck.junit;

import java.util.stream.Stream;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.tck.law.TimeGridLaws;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The laws of time grids. */
public abstract class TimeGridLawTests {
  /** The grid. */
  protected abstract TimeGrid grid();

  /** One test per law. */
  @TestFactory
  public final Stream<DynamicNode> laws() {
    return LawNodes.of(getClass()).one(this::grid, TimeGridLaws.ALL);
  }
}
