package org.generatormatching.tck.junit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.generatormatching.api.StateSpace;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.law.GeometryLaws;
import org.generatormatching.tck.law.SpaceLaws;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The laws of state spaces and, skipped where there are none, of their tangents. */
public abstract class StateSpaceLawTests {
  /** The space. */
  protected abstract StateSpace space();

  /** One test per law. */
  @TestFactory
  public final Stream<DynamicNode> laws() {
    List<Law<StateSpace>> all = new ArrayList<>(SpaceLaws.ALL);
    all.addAll(GeometryLaws.ALL);
    return LawNodes.of(getClass()).one(this::space, all);
  }
}
