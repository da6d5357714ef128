package org.generatormatching.tck.junit;

import java.util.stream.Stream;
import org.generatormatching.tck.law.HeadCase;
import org.generatormatching.tck.law.HeadLaws;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The laws of heads by themselves; {@link GeneratorLawTests} has those of what they generate. */
public abstract class HeadLawTests {
  /** The head on its path. */
  protected abstract HeadCase head();

  /** One test per law. */
  @TestFactory
  public final Stream<DynamicNode> laws() {
    return LawNodes.of(getClass()).one(this::head, HeadLaws.ALL);
  }
}
