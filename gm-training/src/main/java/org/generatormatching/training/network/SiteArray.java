package org.generatormatching.training.network;

import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * An array of a signature seen as sites: its first axis after the rows counts them, what follows
 * are the numbers of a site. One-hot tokens [rows, L, K] are L sites of K numbers, vectors [rows,
 * d] are d sites of one, images [rows, H, W] are H sites of W; an array [rows] is one site of one.
 *
 * @param name in the signature
 * @param spec type and shape [B, ...]
 */
record SiteArray(String name, ArraySpec spec) {
  /** The array of a signature that {@link Rows} accepts. */
  static SiteArray of(Signature signature, String name) {
    return new SiteArray(name, signature.get(name));
  }

  /** Number of sites. */
  long sites() {
    return spec.shape().rank() == 1 ? 1 : spec.shape().dim(1);
  }

  /** Numbers of a site. */
  long width() {
    return spec.shape().coefficient() / sites();
  }

  /** An array as FLOAT32 [rows, sites, width]. */
  Tensor split(Tensor x) {
    return x.cast(DType.FLOAT32).reshape(Shape.of(x.shape().dim(0), sites(), width()));
  }

  /** The array that has these numbers, in any grouping. */
  Tensor join(Tensor numbers) {
    return numbers.reshape(spec.shape().with(0, numbers.shape().dim(0))).cast(spec.dtype());
  }
}
