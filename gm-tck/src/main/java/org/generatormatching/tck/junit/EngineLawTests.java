package org.generatormatching.tck.junit;

import java.util.stream.Stream;
import org.generatormatching.tck.law.EngineLaws;
import org.generatormatching.tensor.BackendProvider;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The laws of engines; all are skipped, with the reason, where the engine cannot be opened. */
public abstract class EngineLawTests {
  /** What opens the engine. */
  protected abstract BackendProvider engine();

  /** One test per law. */
  @TestFactory
  public final Stream<DynamicNode> laws() {
    return LawNodes.of(getClass()).one(this::engine, EngineLaws.ALL);
  }
}
