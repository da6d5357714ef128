package org.generatormatching.tck.junit;

import java.util.stream.Stream;
import org.generatormatching.tck.law.SamplerCase;
import org.generatormatching.tck.law.SamplerLaws;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The laws of samplers. */
public abstract class SamplerLawTests {
  /** The sampler with a solution to simulate. */
  protected abstract SamplerCase sampler();

  /** One test per law. */
  @TestFactory
  public final Stream<DynamicNode> laws() {
    return LawNodes.of(getClass()).one(this::sampler, SamplerLaws.ALL);
  }
}
