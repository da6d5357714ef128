package org.generatormatching.runtime.compose;

import com.google.inject.PrivateModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.name.Names;
import java.util.ArrayList;
import java.util.List;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Factor;
import org.generatormatching.api.HeadLoss;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.plugin.ComponentKind;
import org.generatormatching.runtime.config.RunConfig.FactorSection;
import org.generatormatching.runtime.config.RunConfig.HeadSection;

/**
 * One modality: its space, path and heads stay private, so that modalities of one kind do not
 * collide; only the finished {@link Factor} is exposed, under the key of its position.
 */
final class FactorModule extends PrivateModule {
  private final FactorSection section;
  private final String where;

  FactorModule(FactorSection section, String where) {
    this.section = section;
    this.where = where;
  }

  @Override
  protected void configure() {
    bind(Factor.class).annotatedWith(Names.named(where)).to(Factor.class);
    expose(Factor.class).annotatedWith(Names.named(where));
  }

  @Provides
  @Singleton
  StateSpace space(Components components) {
    return components.make(ComponentKind.STATE_SPACE, section.space(), where + ".space");
  }

  @Provides
  @Singleton
  ConditionalPath path(Components components, StateSpace space) {
    var schedule = components.make(ComponentKind.SCHEDULE, section.schedule(), where + ".schedule");
    return components.make(ComponentKind.PATH, section.path(), where + ".path").on(space, schedule);
  }

  @Provides
  @Singleton
  Factor factor(Components components, StateSpace space, ConditionalPath path) {
    List<HeadLoss> losses = new ArrayList<>();
    for (int i = 0; i < section.heads().size(); i++) {
      HeadSection h = section.heads().get(i);
      String at = where + ".heads[" + i + "]";
      losses.add(
          new HeadLoss(
              components.make(ComponentKind.HEAD, h.head(), at + ".head").on(path),
              components.make(ComponentKind.DIVERGENCE, h.divergence(), at + ".divergence"),
              HeadLoss.Weight.of(h.weight(), h.restPower())));
    }
    return new Factor(section.name(), space, path, losses);
  }
}
