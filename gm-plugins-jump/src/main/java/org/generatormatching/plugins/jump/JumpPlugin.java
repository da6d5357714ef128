package org.generatormatching.plugins.jump;

import java.util.List;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Solution;
import org.generatormatching.api.plugin.ComponentFactory;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.api.plugin.PluginDescriptor;

/** The components of this module; most of them are configured by {@link Bins}. */
public final class JumpPlugin implements GmPlugin {
  private static final String SOURCE = "Holderrieth et al. 2024, arXiv:2410.20587";
  private static final List<Bins> PROVED = List.of(Bins.usual());

  @Override
  public PluginDescriptor descriptor() {
    return new PluginDescriptor("Generator Matching: jumps", "0.1.0", 1);
  }

  @Override
  public List<ComponentFactory<GeneratorFamily, ?>> families() {
    return List.of(
        ComponentFactory.<GeneratorFamily, Bins>of("bin-jump@1", Bins.class, SOURCE, BinJump::new)
            .provedAt(List.of(Bins.usual(), new Bins(-1.0, 2.0, 256))));
  }

  @Override
  public List<ComponentFactory<Solution, ?>> solutions() {
    return List.of(
        ComponentFactory.<Solution, Bins>of(
                "gaussian-jump@1", Bins.class, SOURCE, GaussianJump::new)
            .provedAt(PROVED));
  }

  @Override
  public List<ComponentFactory<HeadKind, ?>> heads() {
    return List.of(
        ComponentFactory.<HeadKind, Bins>of(
                "gaussian-jump@1",
                Bins.class,
                SOURCE,
                bins -> path -> new GaussianJumpHead(path, bins))
            .provedAt(PROVED),
        ComponentFactory.<HeadKind, Bins>of(
                "metropolis-jump@1",
                Bins.class,
                "Metropolis et al. 1953, doi:10.1063/1.1699114",
                bins -> path -> new MetropolisJumpHead(path, bins))
            .provedAt(PROVED),
        ComponentFactory.<HeadKind, MixtureJumpHead.Settings>of(
                "mixture-jump@1",
                MixtureJumpHead.Settings.class,
                SOURCE,
                c -> path -> new MixtureJumpHead(path, c.count()))
            .provedAt(List.of(new MixtureJumpHead.Settings(256))));
  }
}
