package org.generatormatching.tck.catalogue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.generatormatching.api.Batch;
import org.generatormatching.api.BregmanDivergence;
import org.generatormatching.api.BregmanDivergence.Domain;
import org.generatormatching.api.Codec;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Head;
import org.generatormatching.api.Metric;
import org.generatormatching.api.Role;
import org.generatormatching.api.Sampler;
import org.generatormatching.api.Solution;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Stepper;
import org.generatormatching.api.Term;
import org.generatormatching.api.plugin.ComponentFactory;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.tck.Examples;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Subject;
import org.generatormatching.tck.law.CodecCase;
import org.generatormatching.tck.law.CodecLaws;
import org.generatormatching.tck.law.CouplingLaws;
import org.generatormatching.tck.law.DataPoints;
import org.generatormatching.tck.law.DatasetLaws;
import org.generatormatching.tck.law.DivergenceLaws;
import org.generatormatching.tck.law.EngineLaws;
import org.generatormatching.tck.law.GeneratorLaws;
import org.generatormatching.tck.law.GeometryLaws;
import org.generatormatching.tck.law.HeadCase;
import org.generatormatching.tck.law.HeadLaws;
import org.generatormatching.tck.law.JumpLaws;
import org.generatormatching.tck.law.LossCase;
import org.generatormatching.tck.law.MetricCase;
import org.generatormatching.tck.law.MetricLaws;
import org.generatormatching.tck.law.NetworkLaws;
import org.generatormatching.tck.law.ObjectiveLaws;
import org.generatormatching.tck.law.PathCase;
import org.generatormatching.tck.law.PathLaws;
import org.generatormatching.tck.law.PluginLaws;
import org.generatormatching.tck.law.SamplerCase;
import org.generatormatching.tck.law.SamplerLaws;
import org.generatormatching.tck.law.ScheduleLaws;
import org.generatormatching.tck.law.SpaceLaws;
import org.generatormatching.tck.law.StepLaws;
import org.generatormatching.tck.law.SuperpositionCase;
import org.generatormatching.tck.law.SuperpositionLaws;
import org.generatormatching.tck.law.TermCase;
import org.generatormatching.tck.law.TimeGridLaws;
import org.generatormatching.tensor.BackendProvider;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;

/**
 * Every subject that some plugins give rise to.
 *
 * <p>A path is made on every space with the first schedule, and on its first space with every
 * schedule; a head on every path that it accepts; a term of every family that wants what the head
 * gives, with every stepper; the combinations of proposition 3 of terms on the first path of every
 * kind, each under its own id: {@link #SUPERPOSITION}, {@link #DIVERGENCE_FREE}, {@link
 * #PREDICTOR_CORRECTOR}. A combination that a component refuses with [GM/UNSUPPORTED] does not
 * exist.
 */
public final class Catalogue {
  /** Solutions with weights that sum to one. */
  public static final ComponentId SUPERPOSITION = ComponentId.of("superposition@1");

  /** A solution beside a part that leaves the path as it is. */
  public static final ComponentId DIVERGENCE_FREE = ComponentId.of("divergence-free@1");

  /** 1 + b times a solution beside b times a backward part. */
  public static final ComponentId PREDICTOR_CORRECTOR = ComponentId.of("predictor-corrector@1");

  /** What terms are combined to, in no plugin but under ids of their own. */
  public static final List<ComponentId> COMBINATIONS =
      List.of(SUPERPOSITION, DIVERGENCE_FREE, PREDICTOR_CORRECTOR);

  private final List<GmPlugin> plugins;
  private final List<Subject<?>> subjects = new ArrayList<>();

  private Catalogue(List<GmPlugin> plugins) {
    this.plugins = List.copyOf(plugins);
  }

  /** All subjects of plugins together, without engines. */
  public static List<Subject<?>> of(List<GmPlugin> plugins) {
    return of(plugins, List.of());
  }

  /** All subjects of plugins and engines together, in a fixed order. */
  public static List<Subject<?>> of(List<GmPlugin> plugins, List<BackendProvider> engines) {
    Catalogue c = new Catalogue(plugins);
    c.components();
    c.combinations();
    c.data();
    for (GmPlugin p : plugins) {
      // what is left of a broken plugin is no entry point of a jar
      if (isEntryPoint(p)) {
        c.add("plugin " + p.getClass().getName(), PluginIds.of(p), () -> p, PluginLaws.ALL);
      }
    }
    for (BackendProvider e : engines) {
      c.add("engine " + e.id(), Set.of(e.id()), () -> e, EngineLaws.ALL);
    }
    return List.copyOf(c.subjects);
  }

  private static boolean isEntryPoint(GmPlugin p) {
    return Stream.of(p.getClass().getDeclaredConstructors())
        .anyMatch(c -> c.getParameterCount() == 0);
  }

  /** The subjects in which at least one of the components occurs. */
  public static List<Subject<?>> with(List<Subject<?>> all, Set<ComponentId> components) {
    return all.stream()
        .filter(s -> s.components().stream().anyMatch(components::contains))
        .toList();
  }

  private record OnPath(
      Made<ConditionalPath> made, ConditionalPath path, Batch data, boolean main) {}

  private <T> void each(Function<GmPlugin, List<ComponentFactory<T, ?>>> kind, List<Law<T>> laws) {
    for (Made<T> m : made(kind)) {
      add(m.name(), m.ids(), m.make(), laws);
    }
  }

  /** Components alone. */
  private void components() {
    each(GmPlugin::stateSpaces, SpaceLaws.ALL);
    each(GmPlugin::stateSpaces, GeometryLaws.ALL);
    each(GmPlugin::schedules, ScheduleLaws.ALL);
    each(GmPlugin::divergences, DivergenceLaws.ALL);
    each(GmPlugin::couplings, CouplingLaws.ALL);
    grids();
    each(GmPlugin::networks, NetworkLaws.ALL);
  }

  /** Every kind of time grid on every schedule. */
  private void grids() {
    for (Made<GmPlugin.GridKind> kind : made(GmPlugin::timeGrids)) {
      for (Made<GaussianSchedule> schedule : made(GmPlugin::schedules)) {
        add(
            kind.name() + " on " + schedule.name(),
            Made.union(kind.ids(), schedule.ids()),
            () -> kind.make().get().on(schedule.make().get(), Path.of("")),
            TimeGridLaws.ALL);
      }
    }
  }

  /** Data sets, and what is fitted on them or judges by them. */
  private void data() {
    for (Made<GmPlugin.DatasetKind> kind : made(GmPlugin::datasets)) {
      Supplier<Dataset> load = () -> kind.make().get().load(Path.of(""));
      tried(kind.name(), kind.ids(), load, DatasetLaws.ALL).ifPresent(d -> data(kind, d));
    }
  }

  private void data(Made<GmPlugin.DatasetKind> kind, Dataset d) {
    add(kind.name(), kind.ids(), () -> d, DatasetLaws.ALL);
    for (Made<Codec.Kind> codec : made(GmPlugin::codecs)) {
      add(
          codec.name() + " fitted on " + kind.name(),
          Made.union(codec.ids(), kind.ids()),
          () -> new CodecCase(codec.make().get(), d),
          CodecLaws.ALL);
    }
    for (Made<Metric> metric : made(GmPlugin::metrics)) {
      add(
          metric.name() + " against " + kind.name(),
          Made.union(metric.ids(), kind.ids()),
          () -> new MetricCase(metric.make().get(), d),
          MetricLaws.ALL);
    }
  }

  /** Paths, heads, terms, losses, solutions and samplers, in every combination. */
  private void combinations() {
    List<OnPath> paths = paths();
    for (OnPath p : paths) {
      add(p.made.name(), p.made.ids(), () -> new PathCase(p.path, p.data), PathLaws.ALL);
    }
    List<Made<TermCase>> simulated = new ArrayList<>();
    Set<ComponentId> superposed = new TreeSet<>();
    for (OnPath p : paths) {
      List<Made<TermCase>> together = new ArrayList<>();
      for (Made<Head> head : heads(p)) {
        Head h = head.make().get();
        add(
            head.name() + " of " + p.made.name(),
            head.ids(),
            () -> new HeadCase(p.path, p.data, h),
            HeadLaws.ALL);
        if (p.main) {
          losses(p, head, h);
        }
        simulated.addAll(terms(p, head, together));
      }
      if (together.size() > 1 && superposed.add(p.path.id())) {
        combined(p, together);
      }
      solutions(p);
    }
    for (Made<Sampler> s : made(GmPlugin::samplers)) {
      for (Made<TermCase> t : onePerPath(simulated)) {
        add(
            s.name() + " simulates " + t.name(),
            Made.union(s.ids(), t.ids()),
            () -> new SamplerCase(s.make().get(), t.make().get()),
            SamplerLaws.ALL);
      }
    }
  }

  private <S> void add(
      String name, Set<ComponentId> ids, Supplier<? extends S> value, List<Law<S>> laws) {
    subjects.add(new Subject<>(name, ids, value, laws));
  }

  /** The components of one kind, as their factories' examples make them. */
  private <T> List<Made<T>> made(Function<GmPlugin, List<ComponentFactory<T, ?>>> kind) {
    List<Made<T>> all = new ArrayList<>();
    for (GmPlugin plugin : plugins) {
      for (ComponentFactory<T, ?> f : kind.apply(plugin)) {
        for (Examples.Named<T> e : Examples.of(f)) {
          all.add(new Made<>(e.name(), Set.of(e.id()), e.component()));
        }
      }
    }
    return all;
  }

  private List<OnPath> paths() {
    List<Made<StateSpace>> spaces = made(GmPlugin::stateSpaces);
    List<Made<GaussianSchedule>> schedules = made(GmPlugin::schedules);
    List<OnPath> all = new ArrayList<>();
    for (Made<GmPlugin.PathKind> kind : made(GmPlugin::paths)) {
      boolean first = true;
      for (Made<StateSpace> space : spaces) {
        int before = all.size();
        for (int k = 0; k < (first ? schedules.size() : 1); k++) {
          path(kind, space, schedules.get(k), k == 0).ifPresent(all::add);
        }
        first &= all.size() == before;
      }
    }
    return all;
  }

  private Optional<OnPath> path(
      Made<GmPlugin.PathKind> kind,
      Made<StateSpace> space,
      Made<GaussianSchedule> schedule,
      boolean main) {
    String name = kind.name() + " on " + space.name() + ", " + schedule.name();
    Set<ComponentId> ids = Made.union(kind.ids(), Made.union(space.ids(), schedule.ids()));
    Supplier<ConditionalPath> make =
        () -> kind.make().get().on(space.make().get(), schedule.make().get());
    Supplier<OnPath> whole =
        () -> {
          ConditionalPath p = make.get();
          return new OnPath(new Made<>(name, ids, make), p, DataPoints.of(p), main);
        };
    return tried(name, ids, whole, PathLaws.ALL);
  }

  /**
   * A combination if its components accept one another; if one of them fails in another way, the
   * failure is a subject that breaks its laws.
   */
  private <T, S> Optional<T> tried(
      String name, Set<ComponentId> ids, Supplier<T> make, List<Law<S>> laws) {
    try {
      return Optional.of(Objects.requireNonNull(make.get(), "a component that was made is null"));
    } catch (GmException e) {
      if (e.code() != GmError.UNSUPPORTED) {
        add(name, ids, failing(e), laws);
      }
      return Optional.empty();
    } catch (RuntimeException | LinkageError | AssertionError e) {
      add(name, ids, failing(new IllegalStateException(e.toString(), e)), laws);
      return Optional.empty();
    }
  }

  private static <S> Supplier<S> failing(RuntimeException e) {
    return () -> {
      throw e;
    };
  }

  private List<Made<Head>> heads(OnPath p) {
    List<Made<Head>> all = new ArrayList<>();
    for (Made<GmPlugin.HeadKind> kind : made(GmPlugin::heads)) {
      String name = kind.name() + " of " + p.made.name();
      Set<ComponentId> ids = Made.union(kind.ids(), p.made.ids());
      tried(name, ids, () -> kind.make().get().on(p.path), GeneratorLaws.ALL)
          .ifPresent(h -> all.add(new Made<>(kind.name(), ids, () -> h)));
    }
    return all;
  }

  /** A head with every divergence whose domain holds its values. */
  private void losses(OnPath p, Made<Head> head, Head h) {
    Domain domain = HeadDomain.of(p.path, p.data, h);
    for (Made<BregmanDivergence> made : made(GmPlugin::divergences)) {
      BregmanDivergence d = made.make().get();
      if (domain.compareTo(d.domain()) >= 0) {
        add(
            head.name() + " trained by " + made.name() + " of " + p.made.name(),
            Made.union(head.ids(), made.ids()),
            () -> new LossCase(p.path, p.data, h, d),
            ObjectiveLaws.ALL);
      }
    }
  }

  /**
   * A sampler's loop does not depend on the space: the first one of each kind of path is enough.
   */
  private static Collection<Made<TermCase>> onePerPath(List<Made<TermCase>> terms) {
    Map<String, Made<TermCase>> first = new LinkedHashMap<>();
    for (Made<TermCase> t : terms) {
      first.putIfAbsent(t.name().substring(0, t.name().indexOf(" on ")), t);
    }
    return first.values();
  }

  /**
   * Adds the terms of a head; answers those that a sampler should simulate, and adds those that a
   * superposition may hold to {@code together}.
   */
  private List<Made<TermCase>> terms(OnPath p, Made<Head> head, List<Made<TermCase>> together) {
    List<Made<TermCase>> simulated = new ArrayList<>();
    for (Made<GeneratorFamily> made : made(GmPlugin::families)) {
      String name = head.name() + " by " + made.name() + " of " + p.made.name();
      Set<ComponentId> ids = Made.union(head.ids(), made.ids());
      tried(name, ids, () -> terms(p, head, made, together), GeneratorLaws.ALL)
          .ifPresent(simulated::addAll);
    }
    return simulated;
  }

  private List<Made<TermCase>> terms(
      OnPath p, Made<Head> head, Made<GeneratorFamily> made, List<Made<TermCase>> together) {
    List<Made<TermCase>> simulated = new ArrayList<>();
    Head h = head.make().get();
    GeneratorFamily family = made.make().get();
    CoordinateId wanted = family.wants();
    if (!h.gives().contains(wanted) || !family.supports(p.path.space())) {
      return simulated;
    }
    Role role = h.role(wanted);
    List<Stepper> steppers = family.steppers(p.path.space());
    for (int k = 0; k < steppers.size(); k++) {
      Stepper stepper = steppers.get(k);
      boolean first = k == 0;
      String name =
          head.name() + " by " + made.name() + " " + stepper.id() + " of " + p.made.name();
      Set<ComponentId> ids = Made.union(head.ids(), made.ids());
      Supplier<TermCase> term = () -> new TermCase(p.path, p.data, Term.of(h, family, stepper));
      if (first) {
        add(name, ids, term, GeneratorLaws.ALL);
        if (!family.isContinuous()) {
          add(name, ids, term, JumpLaws.ALL);
        }
      }
      if (first || p.main) {
        add(name, ids, term, StepLaws.ALL);
      }
      if (first) {
        together.add(new Made<>(name, ids, term));
      }
      if (first && p.main && role == Role.SOLUTION) {
        simulated.add(new Made<>(name, ids, term));
      }
    }
    return simulated;
  }

  /** The combinations of terms that carry a path. */
  private void combined(OnPath p, List<Made<TermCase>> terms) {
    List<Made<TermCase>> solutions = with(terms, Role.SOLUTION);
    if (solutions.size() > 1) {
      String name = SUPERPOSITION + " of " + solutions.size() + " solutions";
      combination(p, SUPERPOSITION, name, solutions);
    }
    for (Made<TermCase> other : terms) {
      Role role = other.make().get().role();
      if (role != Role.SOLUTION && !solutions.isEmpty()) {
        ComponentId id = role == Role.BACKWARD ? PREDICTOR_CORRECTOR : DIVERGENCE_FREE;
        String name = id + " of " + solutions.get(0).name() + " and " + other.name();
        combination(p, id, name, List.of(solutions.get(0), other));
      }
    }
  }

  private static List<Made<TermCase>> with(List<Made<TermCase>> terms, Role role) {
    return terms.stream().filter(t -> t.make().get().role() == role).toList();
  }

  private void combination(OnPath p, ComponentId id, String name, List<Made<TermCase>> terms) {
    Set<ComponentId> ids = Set.of(id);
    for (Made<TermCase> t : terms) {
      ids = Made.union(ids, t.ids());
    }
    add(
        name + " on " + p.made.name(),
        ids,
        () -> SuperpositionCase.of(terms.stream().<TermCase>map(t -> t.make().get()).toList()),
        SuperpositionLaws.ALL);
  }

  private void solutions(OnPath p) {
    for (Made<Solution> made : made(GmPlugin::solutions)) {
      String name = made.name() + " of " + p.made.name();
      Set<ComponentId> ids = Made.union(made.ids(), p.made.ids());
      tried(name, ids, () -> solution(p, made, name, ids), GeneratorLaws.ALL);
    }
  }

  /** Adds a solution; whether it solves for the path. */
  private boolean solution(OnPath p, Made<Solution> made, String name, Set<ComponentId> ids) {
    Solution s = made.make().get();
    if (!s.supports(p.path)) {
      return false;
    }
    GeneratorFamily family = s.family();
    Supplier<TermCase> term =
        () ->
            new TermCase(
                p.path,
                p.data,
                Term.of(s.solve(p.path), family, family.steppers(p.path.space()).get(0)));
    add(name, Made.union(ids, Set.of(family.id())), term, GeneratorLaws.ALL);
    return true;
  }

  /** All ids that occur. */
  public static Set<ComponentId> ids(List<Subject<?>> subjects) {
    Set<ComponentId> r = new TreeSet<>();
    subjects.forEach(s -> r.addAll(s.components()));
    return r;
  }
}
