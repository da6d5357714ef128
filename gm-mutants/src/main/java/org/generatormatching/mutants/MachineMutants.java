package org.generatormatching.mutants;

import java.util.ArrayList;
import java.util.List;
import org.generatormatching.api.Network;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.mutants.Mutant.Expected;
import org.generatormatching.mutants.wrong.Engines;
import org.generatormatching.mutants.wrong.Networks;
import org.generatormatching.mutants.wrong.Plugins;
import org.generatormatching.tck.Subject;
import org.generatormatching.tck.law.EngineLaws;
import org.generatormatching.tck.law.NetworkLaws;
import org.generatormatching.tck.law.PluginLaws;
import org.generatormatching.tensor.BackendProvider;

/** Mutants of networks, engines and plugins. */
final class MachineMutants {
  private MachineMutants() {}

  static List<Mutant<?>> all() {
    List<Mutant<?>> all = new ArrayList<>();
    all.addAll(networks());
    all.addAll(engines());
    all.addAll(plugins());
    return all;
  }

  private static List<Mutant<Network.Kind>> networks() {
    return List.of(
        Mutant.of(
            "network/loud",
            "first values are a hundred times too large",
            network(),
            n -> new Networks.Perceptron(Networks.Fault.LOUD),
            "NE01",
            Expected.measured(3000),
            "NE03",
            "NE04",
            "NE05"),
        Mutant.of(
            "network/dead",
            "a layer has no gradient",
            network(),
            n -> new Networks.Perceptron(Networks.Fault.DEAD_LAYER),
            "NE02",
            Expected.fails(),
            "NE01",
            "NE03",
            "NE04",
            "NE05"),
        Mutant.of(
            "network/faint",
            "a gradient is a millionth of what it should be",
            network(),
            n -> new Networks.Perceptron(Networks.Fault.FAINT_LAYER),
            "NE02",
            Expected.measured(5.8),
            "NE01",
            "NE03",
            "NE04",
            "NE05"),
        Mutant.of(
            "network/batch",
            "a part of the mean of the batch is taken off",
            network(),
            n -> new Networks.Perceptron(Networks.Fault.NORMALISES_OVER_THE_BATCH),
            "NE03",
            Expected.measured(0.003),
            "NE01",
            "NE02",
            "NE04",
            "NE05"),
        Mutant.of(
            "network/renamed",
            "outputs have other names",
            network(),
            n -> new Networks.Perceptron(Networks.Fault.RENAMES_OUTPUTS),
            "NE04",
            Expected.fails()),
        Mutant.of(
            "network/hidden",
            "a weight is not listed",
            network(),
            n -> new Networks.Perceptron(Networks.Fault.HIDES_A_WEIGHT),
            "NE04",
            Expected.fails()),
        Mutant.of(
            "network/time",
            "the time is ignored",
            network(),
            n -> new Networks.Perceptron(Networks.Fault.IGNORES_THE_TIME),
            "NE05",
            Expected.fails(),
            "NE01",
            "NE03",
            "NE04"),
        Mutant.of(
            "network/point",
            "the point is ignored",
            network(),
            n -> new Networks.Perceptron(Networks.Fault.IGNORES_THE_POINT),
            "NE05",
            Expected.fails(),
            "NE01",
            "NE03",
            "NE04"));
  }

  private static Subject<Network.Kind> network() {
    return Originals.subject(
        "a perceptron", () -> new Networks.Perceptron(Networks.Fault.NONE), NetworkLaws.ALL);
  }

  private static List<Mutant<BackendProvider>> engines() {
    return List.of(
        Mutant.of(
            "engine/sine",
            "the gradient of the sine is off by 1e-7",
            engine(),
            e -> new Engines.Faulty(Engines.Fault.SINE_IS_OFF),
            "EG01",
            Expected.measured(5.5e-8),
            "EG02"),
        Mutant.of(
            "engine/refuses",
            "the engine promises all operations and refuses the sine",
            engine(),
            e -> new Engines.Faulty(Engines.Fault.REFUSES_SINE),
            "EG01",
            Expected.fails(),
            "EG02"),
        Mutant.of(
            "engine/seed",
            "noise has another seed",
            engine(),
            e -> new Engines.Faulty(Engines.Fault.RESEEDS),
            "EG02",
            Expected.fails()),
        Mutant.of(
            "engine/leak",
            "every run leaves an array",
            engine(),
            e -> new Engines.Faulty(Engines.Fault.LEAKS),
            "EG03",
            Expected.theory(1001, "one per run"),
            "EG02"),
        Mutant.of(
            "engine/clip",
            "training forgets to clip",
            engine(),
            e -> new Engines.Faulty(Engines.Fault.FORGETS_CLIPPING),
            "EG04",
            Expected.measured(0.126),
            "EG02"));
  }

  private static Subject<BackendProvider> engine() {
    return Originals.subject(
        "the interpreter with training",
        () -> new Engines.Faulty(Engines.Fault.NONE),
        EngineLaws.ALL);
  }

  private static List<Mutant<GmPlugin>> plugins() {
    return List.of(
        Mutant.of(
            "plugin/counting",
            "ids depend on the number of calls",
            plugin(),
            p -> new Plugins.Counting(),
            "PL01",
            Expected.fails(),
            "PL04"),
        Mutant.of(
            "plugin/future",
            "the plugin is of a later level of the API",
            plugin(),
            p -> new Plugins.FromTheFuture(),
            "PL01",
            Expected.fails(),
            "PL05",
            "PL06"),
        Mutant.of(
            "plugin/nameless",
            "the plugin has no name",
            plugin(),
            p -> new Plugins.Nameless(),
            "PL01",
            Expected.fails(),
            "PL05",
            "PL06"),
        Mutant.of(
            "plugin/argument",
            "the constructor needs an argument",
            plugin(),
            p -> new Plugins.NeedsAnArgument("x"),
            "PL01",
            Expected.fails(),
            "PL05",
            "PL06"),
        Mutant.of(
            "plugin/twice",
            "one id names two components",
            plugin(),
            p -> new Plugins.Twice(),
            "PL02",
            Expected.fails(),
            "PL01",
            "PL03",
            "PL04",
            "PL05",
            "PL06"),
        Mutant.of(
            "plugin/misnamed",
            "a component has another id than its factory",
            plugin(),
            p -> new Plugins.Misnamed(),
            "PL02",
            Expected.fails(),
            "PL01",
            "PL03",
            "PL04",
            "PL05",
            "PL06"),
        Mutant.of(
            "plugin/numbering",
            "components are numbered as they are made",
            plugin(),
            p -> new Plugins.Numbering(),
            "PL03",
            Expected.fails(),
            "PL02",
            "PL04",
            "PL06"),
        Mutant.of(
            "plugin/citation",
            "a citation has two lines",
            plugin(),
            p -> new Plugins.TwoLines(),
            "PL04",
            Expected.fails(),
            "PL01",
            "PL02",
            "PL03",
            "PL05",
            "PL06"),
        Mutant.of(
            "plugin/thread",
            "the plugin works on the thread that made it",
            plugin(),
            p -> new Plugins.OneThread(),
            "PL05",
            Expected.fails(),
            "PL04"),
        Mutant.of(
            "plugin/unprovable",
            "a setting has no default and there is no example",
            plugin(),
            p -> new Plugins.Unprovable(),
            "PL06",
            Expected.fails(),
            "PL01",
            "PL02",
            "PL04",
            "PL05"));
  }

  private static Subject<GmPlugin> plugin() {
    return Originals.subject("a plugin of constants", Plugins.Honest::new, PluginLaws.ALL);
  }
}
