package org.generatormatching.tck.junit;

import java.util.stream.Stream;
import org.generatormatching.api.Dataset;
import org.generatormatching.tck.law.DatasetLaws;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The laws of data sets. */
public abstract class DatasetLawTests {
  /** The data set. */
  protected abstract Dataset dataset();

  /** One test per law. */
  @TestFactory
  public final Stream<DynamicNode> laws() {
    return LawNodes.of(getClass()).one(this::dataset, DatasetLaws.ALL);
  }
}
