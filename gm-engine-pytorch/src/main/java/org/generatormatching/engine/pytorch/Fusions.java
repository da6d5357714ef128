package org.generatormatching.engine.pytorch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.generatormatching.tensor.Attribute;
import org.generatormatching.tensor.Op;
import org.generatormatching.tensor.Tensor;

/**
 * Which nodes of a program become one call: a bias is added inside its matrix product or
 * convolution, and one call gives all gradients of a convolution.
 */
final class Fusions {
  private static final List<Integer> ALL_BUT_CHANNELS = List.of(0, 2, 3);

  private final Set<Tensor> folded = Collections.newSetFromMap(new IdentityHashMap<>());
  private final IdentityHashMap<Tensor, Convolution> convolutions = new IdentityHashMap<>();

  /**
   * The gradients of one convolution.
   *
   * @param kernels the gradient of the kernels
   * @param input the gradient of the input, where the program wants it
   * @param bias the gradient of the bias
   */
  record Convolution(Tensor kernels, Optional<Tensor> input, Optional<Tensor> bias) {
    List<Tensor> members() {
      List<Tensor> r = new ArrayList<>(List.of(kernels));
      input.ifPresent(r::add);
      bias.ifPresent(r::add);
      return r;
    }

    List<Tensor> operands() {
      List<Tensor> r = new ArrayList<>(kernels.inputs());
      input.ifPresent(t -> r.add(t.input(1)));
      return r;
    }
  }

  Fusions(List<Tensor> nodes, Iterable<Tensor> outputs) {
    IdentityHashMap<Tensor, Integer> uses = new IdentityHashMap<>();
    nodes.forEach(t -> t.inputs().forEach(i -> uses.merge(i, 1, Integer::sum)));
    outputs.forEach(t -> uses.merge(t, 1, Integer::sum));
    for (Tensor t : nodes) {
      if (t.op() == Op.ADD) {
        for (int i = 0; i < 2 && !folds(t); i++) {
          Tensor product = t.input(i);
          if (uses.getOrDefault(product, 0) == 1 && isBias(t.input(1 - i), product)) {
            folded.add(product);
          }
        }
      }
    }
    groupConvolutions(nodes);
  }

  private static boolean isBias(Tensor b, Tensor product) {
    if (b.shape().symbolic()) {
      return false;
    }
    return switch (product.op()) {
      case MATMUL ->
          product.input(1).shape().rank() == 2
              && b.shape().rank() == 1
              && b.shape().dim(0) == product.shape().dim(-1);
      case CONV2D ->
          b.shape().rank() == 3
              && b.shape().dim(0) == product.shape().dim(1)
              && b.shape().coefficient() == b.shape().dim(0);
      default -> false;
    };
  }

  private void groupConvolutions(List<Tensor> nodes) {
    IdentityHashMap<Tensor, Tensor> inputs = new IdentityHashMap<>();
    IdentityHashMap<Tensor, Tensor> biases = new IdentityHashMap<>();
    for (Tensor t : nodes) {
      if (t.op() == Op.CONV2D_INPUT) {
        inputs.put(t.input(0), t);
      } else if (t.op() == Op.SUM
          && t.attribute().equals(new Attribute.Axes(ALL_BUT_CHANNELS, false))) {
        biases.put(t.input(0), t);
      }
    }
    for (Tensor k : nodes) {
      if (k.op() != Op.CONV2D_WEIGHT) {
        continue;
      }
      Tensor g = k.input(0);
      Optional<Tensor> input =
          Optional.ofNullable(inputs.get(g)).filter(i -> sameConvolution(i, k));
      Optional<Tensor> bias = Optional.ofNullable(biases.get(g)).filter(b -> b.shape().rank() == 1);
      if (input.isPresent() || bias.isPresent()) {
        Convolution c = new Convolution(k, input, bias);
        c.members().forEach(t -> convolutions.putIfAbsent(t, c));
      }
    }
  }

  private static boolean sameConvolution(Tensor input, Tensor kernels) {
    return input.attribute().equals(kernels.attribute())
        && input.shape().equals(kernels.input(1).shape())
        && input.input(1).shape().equals(kernels.shape());
  }

  /** Whether a node is written as part of another. */
  boolean folded(Tensor t) {
    return folded.contains(t);
  }

  /** Whether a sum is written as a product with a bias. */
  boolean folds(Tensor sum) {
    return folded(sum.input(0)) || folded(sum.input(1));
  }

  /** The call that a node belongs to. */
  Optional<Convolution> convolution(Tensor t) {
    return Optional.ofNullable(convolutions.get(t));
  }
}
