package org.generatormatching.generators.toy.parts;

import org.generatormatching.tensor.Tensor;

/** Unit quaternions [..., 4] = (w, x, y, z) as rotations; q and -q are the same one. */
final class Quaternions {
  private Quaternions() {}

  /** The rotation b followed by a. */
  static Tensor product(Tensor a, Tensor b) {
    Tensor aw = a.at(-1, 0);
    Tensor ax = a.at(-1, 1);
    Tensor ay = a.at(-1, 2);
    Tensor az = a.at(-1, 3);
    Tensor bw = b.at(-1, 0);
    Tensor bx = b.at(-1, 1);
    Tensor by = b.at(-1, 2);
    Tensor bz = b.at(-1, 3);
    return Tensor.stack(
        -1,
        aw.times(bw).minus(ax.times(bx)).minus(ay.times(by)).minus(az.times(bz)),
        aw.times(bx).plus(ax.times(bw)).plus(ay.times(bz)).minus(az.times(by)),
        aw.times(by).minus(ax.times(bz)).plus(ay.times(bw)).plus(az.times(bx)),
        aw.times(bz).plus(ax.times(by)).minus(ay.times(bx)).plus(az.times(bw)));
  }

  /** The inverse. */
  static Tensor inverse(Tensor q) {
    return Tensor.concat(-1, q.slice(-1, 0, 1), q.slice(-1, 1, 4).neg());
  }

  /** The rotation by |v| about v, [..., 3] to [..., 4]; sin(a/2)/a by its series near 0. */
  static Tensor exp(Tensor v) {
    Tensor square = v.square().sumKeep(-1);
    Tensor small = square.lt(1e-8);
    Tensor angle = small.where(square.like(1), square).sqrt();
    Tensor ratio = angle.times(0.5).sin().div(angle);
    Tensor series = square.div(-48).plus(0.5);
    Tensor cosine = small.where(square.div(-8).plus(1), angle.times(0.5).cos());
    return Tensor.concat(-1, cosine, v.times(small.where(series, ratio)));
  }

  /** The angle in [0, pi], [...]. */
  static Tensor angle(Tensor q) {
    Tensor sine = q.slice(-1, 1, 4).square().sum(-1).sqrt();
    return sine.atan2(q.at(-1, 0).abs()).times(2);
  }

  /** The axis, a unit vector [..., 3]; any for the identity. */
  static Tensor axis(Tensor q) {
    Tensor v = q.slice(-1, 1, 4);
    Tensor sine = v.square().sumKeep(-1).sqrt();
    Tensor side = q.slice(-1, 0, 1).lt(0).where(sine.like(-1), sine.like(1));
    Tensor none = sine.eq(0);
    return v.times(side).div(none.where(sine.like(1), sine));
  }
}
