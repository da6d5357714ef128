package org.generatormatching.tck.junit;

import java.util.stream.Stream;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.tck.law.ScheduleLaws;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The laws of schedules. */
public abstract class ScheduleLawTests {
  /** The schedule. */
  protected abstract GaussianSchedule schedule();

  /** One test per law. */
  @TestFactory
  public final Stream<DynamicNode> laws() {
    return LawNodes.of(getClass()).one(this::schedule, ScheduleLaws.ALL);
  }
}
