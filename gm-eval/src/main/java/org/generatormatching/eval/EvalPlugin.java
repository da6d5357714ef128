package org.generatormatching.eval;

import java.util.List;
import org.generatormatching.api.Codec;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.Metric;
import org.generatormatching.api.plugin.ComponentFactory;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.api.plugin.PluginDescriptor;
import org.generatormatching.eval.data.Checkerboard;
import org.generatormatching.eval.data.Digits;
import org.generatormatching.eval.data.LawDataset;
import org.generatormatching.eval.data.Levels;
import org.generatormatching.eval.data.MixedTable;
import org.generatormatching.eval.data.Moons;
import org.generatormatching.eval.data.NumericCsv;
import org.generatormatching.eval.data.Penguins;
import org.generatormatching.eval.data.Scaling;
import org.generatormatching.eval.data.TableColumns;
import org.generatormatching.eval.data.Text;
import org.generatormatching.eval.metric.CellShares;
import org.generatormatching.eval.metric.CopyShare;
import org.generatormatching.eval.metric.Coverage;
import org.generatormatching.eval.metric.EnergyDistance;
import org.generatormatching.eval.metric.ExactCrossEntropy;
import org.generatormatching.eval.metric.LabelAgreement;
import org.generatormatching.eval.metric.MarginalVariation;
import org.generatormatching.eval.metric.MeanDiscrepancy;
import org.generatormatching.eval.metric.PairVariation;
import org.generatormatching.eval.metric.SlicedWasserstein;
import org.generatormatching.eval.metric.TwoSampleClassifier;

/** The data sets, codecs and metrics that come with the framework. */
public final class EvalPlugin implements GmPlugin {
  @Override
  public PluginDescriptor descriptor() {
    return new PluginDescriptor("Generator Matching: eval", "0.1.0", PluginDescriptor.API_LEVEL);
  }

  @Override
  public List<ComponentFactory<DatasetKind, ?>> datasets() {
    return List.of(
        ComponentFactory.of("digits@1", Digits.class, Digits.CITATION, c -> c),
        ComponentFactory.of(
            "checkerboard@1",
            "",
            () -> base -> law(new Checkerboard(), new Dataset.Layout.Plane("x", -4.5, 4.5))),
        ComponentFactory.of(
            "moons@1",
            Moons.class,
            "",
            c -> base -> law(c, new Dataset.Layout.Plane("x", -1.75, 2.75))),
        ComponentFactory.of("csv@1", NumericCsv.class, "", c -> c),
        ComponentFactory.of("penguins@1", Penguins.class, Penguins.CITATION, c -> c),
        ComponentFactory.of("table@1", MixedTable.class, "", c -> c),
        ComponentFactory.<DatasetKind, Text>of("text@1", Text.class, Text.CITATION, c -> c)
            .provedAt(List.of(Text.EXAMPLE)));
  }

  private static Dataset law(Dataset.ExactLaw law, Dataset.Layout layout) {
    return new LawDataset(law, layout, "");
  }

  @Override
  public List<ComponentFactory<Codec.Kind, ?>> codecs() {
    return List.of(
        ComponentFactory.of("scaling@1", Scaling.class, "", c -> c),
        ComponentFactory.of("table@1", TableColumns.class, "", c -> c),
        ComponentFactory.of("levels@1", Levels.class, "", c -> c));
  }

  @Override
  public List<ComponentFactory<Metric, ?>> metrics() {
    return List.of(
        ComponentFactory.of(
            "c2st@1",
            TwoSampleClassifier.class,
            "D. Lopez-Paz and M. Oquab, Revisiting Classifier Two-Sample Tests, ICLR 2017",
            c -> c),
        ComponentFactory.of("copy-share@1", "", CopyShare::new),
        ComponentFactory.of("cells@1", "", CellShares::new),
        ComponentFactory.of(
            "coverage@1",
            Coverage.class,
            "M. F. Naeem et al., Reliable Fidelity and Diversity Metrics for Generative Models,"
                + " ICML 2020",
            c -> c),
        ComponentFactory.of("cross-entropy@1", "", ExactCrossEntropy::new),
        ComponentFactory.of(
            "energy-distance@1",
            EnergyDistance.class,
            "G. J. Szekely and M. L. Rizzo, Energy statistics,"
                + " Journal of Statistical Planning and Inference 143 (2013)",
            c -> c),
        ComponentFactory.<Metric, LabelAgreement>of(
                "label-agreement@1", LabelAgreement.class, "", c -> c)
            .provedAt(List.of(new LabelAgreement("species"))),
        ComponentFactory.of(
            "mmd@1",
            MeanDiscrepancy.class,
            "A. Gretton et al., A Kernel Two-Sample Test,"
                + " Journal of Machine Learning Research 13 (2012)",
            c -> c),
        ComponentFactory.of(
            "sliced-w2@1",
            SlicedWasserstein.class,
            "N. Bonneel et al., Sliced and Radon Wasserstein Barycenters of Measures,"
                + " Journal of Mathematical Imaging and Vision 51 (2015)",
            c -> c),
        ComponentFactory.of("tv-marginal@1", MarginalVariation.class, "", c -> c),
        ComponentFactory.of("tv-pair@1", PairVariation.class, "", c -> c));
  }
}
