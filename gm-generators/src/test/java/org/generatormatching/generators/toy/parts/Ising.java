package org.generatormatching.generators.toy.parts;

import org.generatormatching.api.EnergyFunction;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Tensor;

/**
 * The Ising model on a periodic square: {@code E = -beta (sum over bonds of s_i s_j + h sum s_i)},
 * each bond once. Token 0 is spin -1, token 1 is spin +1, any other token (a mask) counts as 0.
 *
 * @param space sites in row-major order
 * @param side L, with L * L sites
 * @param beta inverse temperature over the coupling
 * @param field h
 */
public record Ising(StateSpace space, int side, double beta, double field)
    implements EnergyFunction {
  @Override
  public ComponentId id() {
    return ComponentId.of("ising@1");
  }

  @Override
  public Tensor energy(State x) {
    Tensor tokens = x.get("tokens");
    Tensor sign = tokens.cast(DType.FLOAT64).times(2).minus(1);
    Tensor spin = tokens.le(1).where(sign, sign.like(0));
    Tensor right = neighbours(spin, 0, 1);
    Tensor down = neighbours(spin, 1, 0);
    Tensor bonds = spin.times(right.plus(down)).sum(1);
    return bonds.plus(spin.sum(1).times(field)).times(-beta);
  }

  private Tensor neighbours(Tensor spin, int down, int right) {
    int n = side * side;
    double[] to = new double[n];
    for (int i = 0; i < n; i++) {
      to[i] = (i / side + down) % side * side + (i % side + right) % side;
    }
    Tensor index = Tensor.of(HostArray.of(DType.INT64, to, n));
    return spin.gather(1, index.broadcast(spin.shape()));
  }
}
