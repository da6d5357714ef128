package org.generatormatching.tck.junit;

import java.util.stream.Stream;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.tck.law.PathCase;
import org.generatormatching.tck.law.PathLaws;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The laws of conditional paths. */
public abstract class PathLawTests {
  /** The path. */
  protected abstract ConditionalPath path();

  /** One test per law. */
  @TestFactory
  public final Stream<DynamicNode> laws() {
    return LawNodes.of(getClass()).one(() -> PathCase.of(path()), PathLaws.ALL);
  }
}
