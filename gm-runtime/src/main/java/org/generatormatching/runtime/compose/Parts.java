package org.generatormatching.runtime.compose;

import com.google.inject.ConfigurationException;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.ProvisionException;
import com.google.inject.Stage;
import com.google.inject.spi.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.generatormatching.api.Codec;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.Factor;
import org.generatormatching.api.FactorizedModel;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Head;
import org.generatormatching.api.HeadLoss;
import org.generatormatching.api.Lifted;
import org.generatormatching.api.Metric;
import org.generatormatching.api.Model;
import org.generatormatching.api.Role;
import org.generatormatching.api.Sampler;
import org.generatormatching.api.Stepper;
import org.generatormatching.api.Superposition;
import org.generatormatching.api.Term;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.Weighting;
import org.generatormatching.api.plugin.ComponentKind;
import org.generatormatching.runtime.config.Configuration;
import org.generatormatching.runtime.config.RunConfig;
import org.generatormatching.runtime.config.RunConfig.TermSection;
import org.generatormatching.runtime.registry.Registry;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Signature;
import org.generatormatching.training.NetworkModel;
import org.generatormatching.training.checkpoint.RunDirectory;

/**
 * The parts of a run, composed and checked against each other.
 *
 * @param dataset what is learned, raw
 * @param codec between raw data and points
 * @param path the joint conditional path
 * @param factorized factors and supervision
 * @param network the model with its network
 * @param simulated the same as samples see it, perhaps on another schedule
 * @param terms the generator that is simulated
 * @param told what samples are told
 * @param sampler simulates
 * @param grid at these times
 * @param metrics judge
 */
public record Parts(
    Dataset dataset,
    Codec codec,
    ConditionalPath path,
    FactorizedModel factorized,
    NetworkModel network,
    Model simulated,
    List<Term> terms,
    SampleConditions told,
    Sampler sampler,
    TimeGrid grid,
    List<Metric> metrics) {

  /**
   * The factor of a model that has one, without a name.
   *
   * @param what is done with it, for the message: "solvers are compared for models"
   * @throws GmException [GM/UNSUPPORTED] if there are more
   */
  public Factor onlyFactor(String what) {
    List<Factor> factors = factorized.factors();
    if (factors.size() != 1 || !factors.get(0).name().isEmpty()) {
      throw Problem.of(GmError.UNSUPPORTED, what + " of one factor")
          .found("the factors " + factors.stream().map(Factor::name).toList())
          .at("model.factors")
          .exception();
    }
    return factors.get(0);
  }

  /** How points are shown to people; empty where the data are not where they were. */
  public Optional<Dataset.Layout> layout() {
    return dataset instanceof AbsentDataset ? Optional.empty() : Optional.of(dataset.layout());
  }

  /**
   * Composes what a configuration asks for.
   *
   * @param run where the fitted values of the codec lie; empty to fit it on the data
   * @throws GmException with all problems that composition finds
   */
  public static Parts of(
      Configuration configuration, Registry registry, Optional<RunDirectory> run) {
    try {
      return Guice.createInjector(Stage.PRODUCTION, new RunModule(configuration, registry, run))
          .getInstance(Parts.class);
    } catch (CreationException e) {
      throw unwrap(e.getErrorMessages(), e);
    } catch (ProvisionException e) {
      throw unwrap(e.getErrorMessages(), e);
    } catch (ConfigurationException e) {
      throw unwrap(e.getErrorMessages(), e);
    }
  }

  /** The problems behind Guice's messages, each once; anything else is a defect of ours. */
  private static RuntimeException unwrap(Collection<Message> messages, RuntimeException whole) {
    Set<Problem> problems = new LinkedHashSet<>();
    for (Message m : messages) {
      Throwable cause = m.getCause();
      Throwable root = cause;
      while (cause != null && !(cause instanceof GmException)) {
        if (cause instanceof VirtualMachineError e) {
          throw e;
        }
        root = cause;
        cause = cause.getCause();
      }
      if (!(cause instanceof GmException g)) {
        return root instanceof RuntimeException e ? e : whole;
      }
      problems.addAll(g.problems());
    }
    return GmException.of(new ArrayList<>(problems));
  }

  /** Whether encoded data are points of the space; arrays that no point has are labels. */
  static void checkData(Dataset dataset, Codec codec, ConditionalPath path) {
    if (dataset instanceof AbsentDataset) {
      return;
    }
    Signature point = path.space().point();
    Signature data = codec.points(dataset.signature());
    for (String n : point.names()) {
      ArraySpec found = data.arrays().get(n);
      if (found == null || !found.equals(point.get(n))) {
        throw Problem.of(
                GmError.SHAPE, "the data are no points of the space '" + path.space().id() + "'")
            .found("'" + n + "' " + (found == null ? "absent from " + data.arrays() : found))
            .expected(point.get(n))
            .at("data, model.factors")
            .advice("Change the space's settings, or the data set.")
            .exception();
      }
    }
  }

  /** The terms of a configuration, jumps after all others; every problem is told. */
  static List<Term> terms(
      RunConfig config, List<Factor> factors, TimeGrid grid, Components components) {
    List<Problem> problems = new ArrayList<>();
    List<Term> terms = new ArrayList<>();
    List<TermSection> sections = config.sampling().terms();
    for (int i = 0; i < sections.size(); i++) {
      String where = "sampling.terms[" + i + "]";
      try {
        Term term = term(sections.get(i), factors, components, where);
        config
            .model()
            .coupling()
            .ifPresent(c -> Supervisions.checkTerm(c, term.head(), term.family(), where));
        terms.add(term);
      } catch (GmException e) {
        e.problems().forEach(p -> problems.add(p.where().isPresent() ? p : p.at(where)));
      }
    }
    for (int i = 0; problems.isEmpty() && i < terms.size(); i++) {
      if (sections.get(i).complement()) {
        terms.set(i, terms.get(i).weighted(complement(i, terms, sections)));
      }
    }
    for (Factor f : problems.isEmpty() ? factors : List.<Factor>of()) {
      List<Term> own = new ArrayList<>();
      for (int i = 0; i < terms.size(); i++) {
        if (sections.get(i).factor().equals(f.name())) {
          own.add(terms.get(i));
        }
      }
      Superposition.problem(own, grid)
          .map(p -> p.at("sampling.terms" + (f.name().isEmpty() ? "" : ", factor " + f.name())))
          .ifPresent(problems::add);
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
    // a jump arrives where it should only if nothing moves it on in the same step
    terms.sort(Comparator.comparing(t -> !t.family().isContinuous()));
    return List.copyOf(terms);
  }

  /** What brings the sum of solutions less backward parts of a factor to 1. */
  private static Weighting complement(int i, List<Term> terms, List<TermSection> sections) {
    String factor = sections.get(i).factor();
    List<Term> others = new ArrayList<>();
    for (int j = 0; j < terms.size(); j++) {
      if (j != i && sections.get(j).factor().equals(factor)) {
        others.add(terms.get(j));
      }
    }
    List<Term> fixed = List.copyOf(others);
    boolean twice =
        IntStream.range(0, terms.size())
            .anyMatch(
                j ->
                    j != i
                        && sections.get(j).factor().equals(factor)
                        && sections.get(j).complement());
    if (terms.get(i).role() != Role.SOLUTION || twice) {
      throw Problem.of(GmError.CONFIG, "a term cannot complement the others")
          .found(
              twice
                  ? "two terms with 'complement' on one factor"
                  : "head '"
                      + terms.get(i).head().id()
                      + "' by '"
                      + terms.get(i).family().id()
                      + "', which is no solution")
          .expected("one solution of the factor")
          .at("sampling.terms[" + i + "].complement")
          .exception();
    }
    return t -> {
      double sum = 1;
      for (Term o : fixed) {
        sum -= o.weight().at(t) * o.role().sign();
      }
      return sum;
    };
  }

  private static Term term(
      TermSection section, List<Factor> factors, Components components, String where) {
    Factor factor =
        find(
            factors.stream().filter(f -> f.name().equals(section.factor())).toList(),
            "factor",
            section.factor(),
            factors.stream().map(Factor::name).toList(),
            where + ".factor");
    Head head =
        find(
                factor.losses().stream()
                    .filter(l -> l.head().id().toString().equals(section.head()))
                    .toList(),
                "head",
                section.head(),
                factor.losses().stream().map(HeadLoss::head).map(Head::id).toList(),
                where + ".head")
            .head();
    GeneratorFamily family =
        components.make(ComponentKind.FAMILY, section.family(), where + ".family");
    if (!family.supports(factor.space())) {
      throw Problem.of(
              GmError.UNSUPPORTED,
              "family '" + family.id() + "' is not defined on space '" + factor.space().id() + "'")
          .at(where + ".family")
          .exception();
    }
    List<Stepper> steppers = family.steppers(factor.space());
    Stepper stepper =
        section.stepper().isEmpty()
            ? steppers.get(0)
            : find(
                steppers.stream()
                    .filter(s -> s.id().toString().equals(section.stepper().get()))
                    .toList(),
                "stepper of " + family.id(),
                section.stepper().get(),
                steppers.stream().map(Stepper::id).toList(),
                where + ".stepper");
    Term term = new Term(head, family, stepper, section.weighting());
    return factor.name().isEmpty() ? term : Lifted.term(factor.name(), term);
  }

  private static <T> T find(List<T> hits, String what, String name, List<?> known, String where) {
    if (hits.size() != 1) {
      throw Problem.of(GmError.UNKNOWN_ID, "no " + what + " has this name")
          .found("'" + name + "'")
          .expected("one of " + known)
          .at(where)
          .exception();
    }
    return hits.get(0);
  }
}
