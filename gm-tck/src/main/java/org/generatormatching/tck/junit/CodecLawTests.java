package org.generatormatching.tck.junit;

import java.util.stream.Stream;
import org.generatormatching.tck.law.CodecCase;
import org.generatormatching.tck.law.CodecLaws;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The laws of codecs. */
public abstract class CodecLawTests {
  /** The kind of codec with data to fit it on. */
  protected abstract CodecCase codec();

  /** One test per law. */
  @TestFactory
  public final Stream<DynamicNode> laws() {
    return LawNodes.of(getClass()).one(this::codec, CodecLaws.ALL);
  }
}
