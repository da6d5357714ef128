package org.generatormatching.generators.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.Set;
import org.generatormatching.api.BregmanDivergence;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.Head;
import org.generatormatching.api.Model;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.Sampler;
import org.generatormatching.api.Samples;
import org.generatormatching.api.Source;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Target;
import org.generatormatching.api.Term;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.plugin.ComponentFactory;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.api.plugin.PluginDescriptor;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.generators.Flow;
import org.generatormatching.generators.GaussianHead;
import org.generatormatching.generators.GeneratorsPlugin;
import org.generatormatching.generators.GridSampler;
import org.generatormatching.generators.SquaredError;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.spaces.SpacesPlugin;
import org.generatormatching.tck.junit.DivergenceLawTests;
import org.generatormatching.tck.junit.EngineLawTests;
import org.generatormatching.tck.junit.GeneratorLawTests;
import org.generatormatching.tck.junit.HeadLawTests;
import org.generatormatching.tck.junit.ObjectiveLawTests;
import org.generatormatching.tck.junit.PathLawTests;
import org.generatormatching.tck.junit.PluginLawTests;
import org.generatormatching.tck.junit.SamplerLawTests;
import org.generatormatching.tck.junit.ScheduleLawTests;
import org.generatormatching.tck.junit.StateSpaceLawTests;
import org.generatormatching.tck.junit.TimeGridLawTests;
import org.generatormatching.tck.law.DivergenceLaws;
import org.generatormatching.tck.law.EngineLaws;
import org.generatormatching.tck.law.GeneratorLaws;
import org.generatormatching.tck.law.GeometryLaws;
import org.generatormatching.tck.law.HeadCase;
import org.generatormatching.tck.law.HeadLaws;
import org.generatormatching.tck.law.JumpLaws;
import org.generatormatching.tck.law.LossCase;
import org.generatormatching.tck.law.ObjectiveLaws;
import org.generatormatching.tck.law.PathLaws;
import org.generatormatching.tck.law.SamplerCase;
import org.generatormatching.tck.law.SamplerLaws;
import org.generatormatching.tck.law.ScheduleLaws;
import org.generatormatching.tck.law.SpaceLaws;
import org.generatormatching.tck.law.StepLaws;
import org.generatormatching.tck.law.TermCase;
import org.generatormatching.tck.law.TimeGridLaws;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.BackendProvider;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.ReferenceBackendProvider;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Signature;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** What JUnit sees of right and of broken components through the kit's classes. */
class LawTestsTest {
  private static final StateSpace PLANE = new Euclidean(List.of(2));
  private static final ConditionalPath PATH = new AffineGaussianPath(PLANE, Convex.condOt());

  private static TermCase term(Head head) {
    Flow flow = new Flow();
    return TermCase.of(PATH, Term.of(head, flow, flow.steppers(PLANE).get(0)));
  }

  static final class RightPath extends PathLawTests {
    @Override
    protected ConditionalPath path() {
      return PATH;
    }
  }

  /** Draws as if every time were earlier. */
  static final class LatePath extends PathLawTests {
    @Override
    protected ConditionalPath path() {
      return new Late(PATH);
    }
  }

  private record Late(ConditionalPath path) implements ConditionalPath {
    @Override
    public ComponentId id() {
      return path.id();
    }

    @Override
    public StateSpace space() {
      return path.space();
    }

    @Override
    public Source source() {
      return path.source();
    }

    @Override
    public Drawn draw(Rng rng, State z, Times t) {
      return path.draw(rng, z, Times.of(t.t().times(t.t())));
    }

    @Override
    public <T extends PathTrait> java.util.Optional<T> trait(Class<T> kind) {
      return path.trait(kind);
    }
  }

  static final class RightGenerator extends GeneratorLawTests {
    @Override
    protected TermCase generator() {
      return term(GaussianHead.velocity(PATH));
    }
  }

  /** A velocity that is 2 % too fast. */
  static final class FastGenerator extends GeneratorLawTests {
    @Override
    protected TermCase generator() {
      return term(new Fast(GaussianHead.velocity(PATH), 1.02));
    }
  }

  private record Fast(Head right, double factor) implements Head {
    @Override
    public ComponentId id() {
      return ComponentId.of("fast@1");
    }

    @Override
    public Set<CoordinateId> gives() {
      return Set.of(CoordinateId.VELOCITY);
    }

    @Override
    public Signature raw() {
      return right.raw();
    }

    @Override
    public Prediction predict(State raw, State xt, Times t) {
      return right.predict(raw, xt, t);
    }

    @Override
    public Target target(Evidence evidence, Times t) {
      return Target.dense(right.target(evidence, t).dense().orElseThrow().times(factor));
    }

    @Override
    public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
      return right.toParameter(wanted, value, xt, t);
    }
  }

  static final class RightSampler extends SamplerLawTests {
    @Override
    protected SamplerCase sampler() {
      return new SamplerCase(new GridSampler(), term(GaussianHead.velocity(PATH)));
    }
  }

  /** Forgets which samples it was asked for. */
  static final class ForgetfulSampler extends SamplerLawTests {
    @Override
    protected SamplerCase sampler() {
      return new SamplerCase(new Forgetful(new GridSampler()), term(GaussianHead.velocity(PATH)));
    }
  }

  private record Forgetful(Sampler right) implements Sampler {
    @Override
    public ComponentId id() {
      return right.id();
    }

    @Override
    public Samples sample(Backend backend, Model model, SampleRequest request) {
      return right.sample(backend, model, request.range(0, request.count()));
    }
  }

  static final class RightSpace extends StateSpaceLawTests {
    @Override
    protected StateSpace space() {
      return PLANE;
    }
  }

  static final class RightSchedule extends ScheduleLawTests {
    @Override
    protected GaussianSchedule schedule() {
      return Convex.condOt();
    }
  }

  static final class RightHead extends HeadLawTests {
    @Override
    protected HeadCase head() {
      return HeadCase.of(PATH, GaussianHead.velocity(PATH));
    }
  }

  /** Hands over a NaN whatever the network says. */
  static final class NaNHead extends HeadLawTests {
    @Override
    protected HeadCase head() {
      return HeadCase.of(PATH, new Fast(GaussianHead.velocity(PATH), Double.NaN));
    }
  }

  static final class RightDivergence extends DivergenceLawTests {
    @Override
    protected BregmanDivergence divergence() {
      return new SquaredError();
    }
  }

  static final class RightObjective extends ObjectiveLawTests {
    @Override
    protected LossCase loss() {
      return LossCase.of(PATH, GaussianHead.velocity(PATH), new SquaredError());
    }
  }

  static final class RightGrid extends TimeGridLawTests {
    @Override
    protected TimeGrid grid() {
      return TimeGrid.cosine(5);
    }
  }

  static final class RightEngine extends EngineLawTests {
    @Override
    protected BackendProvider engine() {
      return new ReferenceBackendProvider();
    }
  }

  static final class BrokenConstructor extends PathLawTests {
    @Override
    protected ConditionalPath path() {
      throw new IllegalStateException("no such path");
    }
  }

  /** A head without an example and nothing to try it on. */
  public static final class Lonely implements GmPlugin {
    @Override
    public PluginDescriptor descriptor() {
      return new PluginDescriptor("lonely", "1", 1);
    }

    @Override
    public List<ComponentFactory<HeadKind, ?>> heads() {
      return List.of(
          ComponentFactory.of("fast@1", "", () -> p -> new Fast(GaussianHead.velocity(p), 1.02)));
    }
  }

  static final class Untried extends PluginLawTests {
    @Override
    protected GmPlugin plugin() {
      return new Lonely();
    }
  }

  static final class BesideOthers extends PluginLawTests {
    @Override
    protected GmPlugin plugin() {
      return new Lonely();
    }

    @Override
    protected List<GmPlugin> beside() {
      return List.of(new SpacesPlugin(), new GeneratorsPlugin());
    }
  }

  @AfterEach
  void forget() {
    System.clearProperty("gm.law");
    System.clearProperty("gm.seed");
  }

  private static EngineExecutionResults run(Class<?> tests) {
    return EngineTestKit.engine("junit-jupiter").selectors(selectClass(tests)).execute();
  }

  /** The ids of the laws that failed, and what JUnit was told. */
  private record Failed(List<String> laws, List<String> messages) {
    static Failed of(EngineExecutionResults r) {
      List<Event> failed = r.testEvents().failed().list();
      return new Failed(
          failed.stream().map(e -> e.getTestDescriptor().getDisplayName().split(" ")[0]).toList(),
          failed.stream().map(Failed::message).toList());
    }

    private static String message(Event e) {
      return e.getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class)
          .getThrowable()
          .orElseThrow()
          .getMessage();
    }
  }

  private static void allPass(Class<?> tests, int laws) {
    allPass(tests, laws, 1);
  }

  /** All but at most so many, which do not apply. */
  private static void allPass(Class<?> tests, int laws, int left) {
    EngineExecutionResults r = run(tests);
    assertThat(Failed.of(r).messages()).isEmpty();
    assertThat(r.testEvents().started().count()).isEqualTo(laws);
    assertThat(r.testEvents().succeeded().count() + r.testEvents().aborted().count())
        .isEqualTo(laws);
    assertThat(r.testEvents().succeeded().count()).isGreaterThanOrEqualTo(laws - left);
  }

  @Test
  void aRightComponentPassesEveryLaw() {
    allPass(RightPath.class, PathLaws.ALL.size());
    int generator = GeneratorLaws.ALL.size() + StepLaws.ALL.size();
    allPass(RightGenerator.class, generator + JumpLaws.ALL.size(), 1 + JumpLaws.ALL.size());
    allPass(RightSampler.class, SamplerLaws.ALL.size());
    allPass(RightSpace.class, SpaceLaws.ALL.size() + GeometryLaws.ALL.size());
    allPass(RightSchedule.class, ScheduleLaws.ALL.size());
    allPass(RightHead.class, HeadLaws.ALL.size());
    allPass(RightDivergence.class, DivergenceLaws.ALL.size());
    allPass(RightObjective.class, ObjectiveLaws.ALL.size());
    allPass(RightGrid.class, TimeGridLaws.ALL.size());
    allPass(RightEngine.class, EngineLaws.ALL.size());
  }

  @Test
  void aBrokenOneFailsItsLawAndIsToldHowToRepeatIt() {
    Failed late = Failed.of(run(LatePath.class));
    assertThat(late.laws()).containsExactly("PA04", "PA05");
    Failed forgetful = Failed.of(run(ForgetfulSampler.class));
    assertThat(forgetful.laws()).containsExactly("SA02");
    assertThat(Failed.of(run(NaNHead.class)).laws()).contains("HE04");
    Failed fast = Failed.of(run(FastGenerator.class));
    assertThat(fast.laws()).contains("GN01");
    assertThat(fast.messages().get(0))
        .startsWith("[GM/LAW] GN01 does not hold for FastGenerator: found 0.0")
        .contains("; expected at most 0.000100 (at ")
        .contains("Hint: signs, a missing 1/2")
        .contains("The law: The generator carries the path")
        .endsWith(
            "Again: mvn test -Dtest='"
                + FastGenerator.class.getName()
                + "' -Dgm.law=GN01 -Dgm.seed=1");
  }

  @Test
  void theCommandOfAMessageRepeatsOneLaw() {
    System.setProperty("gm.law", "GN01");
    System.setProperty("gm.seed", "7");
    EngineExecutionResults r = run(FastGenerator.class);
    assertThat(r.testEvents().started().count()).isEqualTo(1);
    assertThat(Failed.of(r).messages().get(0)).endsWith("-Dgm.law=GN01 -Dgm.seed=7");
    System.setProperty("gm.law", "XX99");
    EngineExecutionResults none = run(FastGenerator.class);
    assertThat(none.testEvents().aborted().count()).isEqualTo(1);
    System.setProperty("gm.seed", "seven");
    assertThat(run(FastGenerator.class).containerEvents().failed().count()).isEqualTo(1);
  }

  @Test
  void aComponentThatCannotBeMadeFailsAllItsLaws() {
    Failed broken = Failed.of(run(BrokenConstructor.class));
    assertThat(broken.laws()).hasSize(PathLaws.ALL.size());
    assertThat(broken.messages().get(0)).contains("java.lang.IllegalStateException: no such path");
  }

  @Test
  void aComponentThatIsTriedNowhereFails() {
    Failed untried = Failed.of(run(Untried.class));
    assertThat(untried.messages())
        .singleElement()
        .asString()
        .contains("[GM/LAW] no law looks at some components of lonely: found [fast@1]");
  }

  @Test
  void aPluginIsTriedOnTheOnesBesideIt() {
    System.setProperty("gm.law", "GN01");
    EngineExecutionResults r = run(BesideOthers.class);
    assertThat(Failed.of(r).laws()).isNotEmpty().containsOnly("GN01");
    assertThat(Failed.of(r).messages())
        .allMatch(m -> m.contains("for fast@1 by flow@1 euler@1 of"));
  }
}
