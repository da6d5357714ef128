package org.generatormatching.tck.junit;

import java.util.stream.Stream;
import org.generatormatching.tck.law.MetricCase;
import org.generatormatching.tck.law.MetricLaws;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The laws of metrics. */
public abstract class MetricLawTests {
  /** The metric with data that it may judge by. */
  protected abstract MetricCase metric();

  /** One test per law. */
  @TestFactory
  public final Stream<DynamicNode> laws() {
    return LawNodes.of(getClass()).one(this::metric, MetricLaws.ALL);
  }
}
