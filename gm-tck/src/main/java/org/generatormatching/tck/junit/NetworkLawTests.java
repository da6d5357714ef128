package org.generatormatching.tck.junit;

import java.util.stream.Stream;
import org.generatormatching.api.Network;
import org.generatormatching.tck.law.NetworkLaws;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The laws of networks. */
public abstract class NetworkLawTests {
  /** The kind of network. */
  protected abstract Network.Kind network();

  /** One test per law. */
  @TestFactory
  public final Stream<DynamicNode> laws() {
    return LawNodes.of(getClass()).one(this::network, NetworkLaws.ALL);
  }
}
