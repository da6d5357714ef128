package org.generatormatching.training;

import java.util.List;
import org.generatormatching.api.Coupling;
import org.generatormatching.api.Network;
import org.generatormatching.api.plugin.ComponentFactory;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.api.plugin.PluginDescriptor;
import org.generatormatching.training.coupling.Independent;
import org.generatormatching.training.coupling.OptimalTransport;
import org.generatormatching.training.network.Mlp;
import org.generatormatching.training.network.ResidualMlp;
import org.generatormatching.training.network.Transformer;

/** The networks and couplings of this module. */
public final class TrainingPlugin implements GmPlugin {
  @Override
  public PluginDescriptor descriptor() {
    return new PluginDescriptor("Generator Matching: training", "0.1.0", 1);
  }

  @Override
  public List<ComponentFactory<Coupling, ?>> couplings() {
    return List.of(
        ComponentFactory.of("independent@1", "", Independent::new),
        ComponentFactory.<Coupling, OptimalTransport.Config>of(
                "optimal-transport@1",
                OptimalTransport.Config.class,
                "Tong et al. 2024, arXiv:2302.00482",
                OptimalTransport.Config::coupling)
            .provedAt(OptimalTransport.Config.EXAMPLES));
  }

  @Override
  public List<ComponentFactory<Network.Kind, ?>> networks() {
    return List.of(
        ComponentFactory.of("mlp@1", Mlp.Config.class, "", Mlp.Config::kind),
        ComponentFactory.of(
            "residual-mlp@1",
            ResidualMlp.Config.class,
            "Peebles and Xie 2023, arXiv:2212.09748",
            ResidualMlp.Config::kind),
        ComponentFactory.<Network.Kind, Transformer.Config>of(
                "transformer@1",
                Transformer.Config.class,
                "Vaswani et al. 2017, arXiv:1706.03762; Peebles and Xie 2023, arXiv:2212.09748",
                Transformer.Config::kind)
            .provedAt(Transformer.Config.EXAMPLES));
  }
}
