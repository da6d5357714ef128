package org.generatormatching.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Errors come at the user's own line and show types, shapes and where the operands were made. */
class TensorErrorsTest {
  private static final long B = Shape.B;

  private static Tensor input(DType dtype, long... dims) {
    return Tensor.input("x", dtype, Shape.of(dims));
  }

  private static void refused(ThrowingCallable call, String start) {
    assertThatThrownBy(call)
        .isInstanceOf(GmException.class)
        .hasMessageStartingWith(start)
        .hasMessageContaining("(at TensorErrorsTest.java:");
  }

  @Test
  void shapesThatDoNotBroadcast() {
    Tensor a = Tensor.input("a", DType.FLOAT32, Shape.of(B, 3));
    Tensor b = Tensor.input("b", DType.FLOAT32, Shape.of(B, 4));
    int line = line();
    assertThatThrownBy(() -> a.plus(b))
        .hasMessage(
            "[GM/SHAPE] add: shapes do not broadcast: found FLOAT32[B, 3] made at"
                + " TensorErrorsTest.java:%d and FLOAT32[B, 4] made at TensorErrorsTest.java:%d"
                + " (at TensorErrorsTest.java:%d)",
            line - 2, line - 1, line + 1);
  }

  @Test
  void typesThatDiffer() {
    Tensor a = Tensor.input("a", DType.FLOAT32, Shape.of(B, 3));
    Tensor b = Tensor.input("b", DType.FLOAT64, Shape.scalar());
    int line = line();
    assertThatThrownBy(() -> a.times(b))
        .hasMessage(
            "[GM/DTYPE] mul needs one element type; cast explicitly: found FLOAT32[B, 3] made at"
                + " TensorErrorsTest.java:%d and FLOAT64[] made at TensorErrorsTest.java:%d"
                + " (at TensorErrorsTest.java:%d)",
            line - 2, line - 1, line + 1);
  }

  @Test
  void everyShapeRuleSaysWhatItWants() {
    Tensor x = input(DType.FLOAT64, B, 3);
    Tensor i = input(DType.INT64, B, 2);
    Tensor image = input(DType.FLOAT64, B, 2, 5, 5);
    refused(
        () -> x.matmul(input(DType.FLOAT64, 4, 2)), "[GM/SHAPE] matmul: inner dimensions differ");
    refused(
        () -> input(DType.FLOAT64, B, 2, 3).matmul(input(DType.FLOAT64, 5, 3, 2)),
        "[GM/SHAPE] matmul: leading axes must be equal, or one side a matrix");
    refused(() -> x.reshape(6), "[GM/SHAPE] reshape to [6] changes the number of values");
    refused(() -> x.reshape(B, 4), "[GM/SHAPE] reshape to [B, 4] changes the number of values");
    refused(() -> x.broadcast(Shape.of(B, 4)), "[GM/SHAPE] broadcast to [B, 4]");
    refused(() -> x.slice(1, 2, 4), "[GM/SHAPE] slice 2:4 of axis 1");
    refused(() -> x.slice(0, 0, 2), "[GM/SHAPE] slice 0:2 of axis 0");
    refused(() -> x.at(0, 0), "[GM/SHAPE] at() cannot take one row of a batch axis");
    refused(() -> x.pad(1, -1, 0), "[GM/SHAPE] pad by -1 and 0");
    refused(() -> x.squeeze(1), "[GM/SHAPE] squeeze needs a dimension 1 at axis 1");
    refused(() -> x.unsqueeze(4), "[GM/SHAPE] no such position for a new axis");
    refused(() -> x.transpose(0, 0), "[GM/SHAPE] transpose by [0, 0]");
    refused(() -> x.sum(0).mT(), "[GM/SHAPE] mT needs two axes");
    refused(() -> x.sum(2), "[GM/SHAPE] no such axis: found axis 2 of [B, 3]");
    refused(() -> x.gather(0, i), "[GM/SHAPE] gather along axis 0");
    refused(() -> x.scatterAdd(1, i, x), "[GM/SHAPE] scatterAdd along axis 1");
    refused(() -> x.take(i), "[GM/SHAPE] take needs a table [V, ...] without a batch axis");
    refused(() -> Tensor.concat(1, x, image), "[GM/SHAPE] concat along axis 1");
    refused(
        () -> Tensor.concat(0, x, input(DType.FLOAT64, 2, 3)),
        "[GM/SHAPE] a number and a multiple of B have no sum: found B + 2");
    refused(() -> x.lt(0).where(x, image), "[GM/SHAPE] where");
    refused(
        () -> x.searchSorted(input(DType.FLOAT64, 5, 2), true),
        "[GM/SHAPE] searchSorted needs equal leading axes");
    refused(() -> image.conv2d(x, 1, 1), "[GM/SHAPE] conv2d needs [N, C, H, W] and [K, C, k, k]");
    refused(
        () -> image.conv2d(input(DType.FLOAT64, 1, 2, 7, 7), 1, 0),
        "[GM/SHAPE] conv2d: the kernel is larger than the padded image");
    refused(() -> x.layerNorm(x, x, 1e-5), "[GM/SHAPE] layerNorm: scale and shift must be [3]");
    refused(() -> image.groupNorm(3, x, x, 1e-5), "[GM/SHAPE] groupNorm: 3 groups need");
    refused(() -> x.attention(x, x), "[GM/SHAPE] attention needs");
    refused(() -> x.upsample(2), "[GM/SHAPE] upsample needs [N, C, H, W]");
    refused(() -> Shape.of(B, B), "[GM/SHAPE] a shape has more than one batch axis: found [B, B]");
  }

  @Test
  void countsMustMakeSense() {
    Tensor x = input(DType.FLOAT64, B, 3);
    Tensor image = input(DType.FLOAT64, B, 2, 5, 5);
    Tensor kernel = input(DType.FLOAT64, 1, 2, 3, 3);
    refused(
        () -> Tensor.iota(-1), "[GM/SHAPE] iota is out of range: found -1; expected at least 0");
    refused(
        () -> x.cast(DType.INT64).oneHot(0, DType.FLOAT64),
        "[GM/SHAPE] oneHot is out of range: found 0");
    refused(() -> x.polygamma(-1), "[GM/SHAPE] polygamma is out of range");
    refused(() -> x.repeatRows(0), "[GM/SHAPE] repeatRows is out of range");
    refused(() -> image.upsample(0), "[GM/SHAPE] the factor of upsample is out of range");
    refused(() -> image.conv2d(kernel, 0, 1), "[GM/SHAPE] the stride of conv2d is out of range");
    refused(() -> image.conv2d(kernel, 1, -1), "[GM/SHAPE] the padding of conv2d is out of range");
    refused(
        () -> image.groupNorm(0, x, x, 1e-5), "[GM/SHAPE] the number of groups is out of range");
    refused(
        () -> Tensor.concat(0, List.of()),
        "[GM/SHAPE] the number of arrays to join is out of range");
  }

  @Test
  void everyTypeRuleSaysWhatItWants() {
    Tensor x = input(DType.FLOAT64, B, 3);
    Tensor f = input(DType.FLOAT32, B, 3);
    Tensor i = input(DType.INT64, B, 3);
    Tensor b = input(DType.BOOL, B, 3);
    refused(() -> i.div(i), "[GM/DTYPE] div needs a floating element type: found INT64[B, 3]");
    refused(() -> i.plus(0.5), "[GM/DTYPE] the number 0.5 is no value of INT64");
    refused(() -> b.plus(b), "[GM/DTYPE] add is not defined on BOOL");
    refused(() -> b.sum(1), "[GM/DTYPE] sum is not defined on BOOL; cast first");
    refused(() -> b.neg(), "[GM/DTYPE] neg is not defined on BOOL; cast first");
    refused(() -> b.lt(b), "[GM/DTYPE] lt is not defined on BOOL");
    refused(() -> x.and(x), "[GM/DTYPE] and needs BOOL");
    refused(() -> x.where(x, x), "[GM/DTYPE] where needs BOOL");
    refused(() -> b.where(x, f), "[GM/DTYPE] where needs one element type on both sides");
    refused(() -> x.matmul(f.mT()), "[GM/DTYPE] matmul needs one element type");
    refused(() -> x.floorDiv(x), "[GM/DTYPE] floorDiv needs INT64");
    refused(() -> x.gather(1, x), "[GM/DTYPE] the index of gather needs INT64");
    refused(() -> x.oneHot(3, DType.FLOAT64), "[GM/DTYPE] oneHot needs INT64");
    refused(() -> i.argmax(1), "[GM/DTYPE] argmax needs a floating element type");
    refused(() -> Tensor.concat(0, x, f), "[GM/DTYPE] concat needs one element type");
    refused(() -> i.searchSorted(x, true), "[GM/DTYPE] searchSorted needs one element type");
    refused(
        () -> Rng.root().normal(DType.BFLOAT16, Shape.of(B)),
        "[GM/DTYPE] noise is drawn as FLOAT32 or FLOAT64: found BFLOAT16");
  }

  @Test
  void neutralOperandsDoNotHideATypeError() {
    Tensor b = input(DType.BOOL, B, 3);
    Tensor no = Tensor.of(0, DType.BOOL);
    refused(() -> b.plus(no), "[GM/DTYPE] add is not defined on BOOL");
    refused(() -> no.neg(), "[GM/DTYPE] neg is not defined on BOOL");
  }

  @Test
  void nodesKnowTheirLine() {
    Tensor x = input(DType.FLOAT64, B, 3);
    Tensor y =
        x.layerNorm(
            Tensor.full(1, DType.FLOAT64, Shape.of(3)),
            Tensor.full(0, DType.FLOAT64, Shape.of(3)),
            1e-5);
    assertThat(y.site()).startsWith("TensorErrorsTest.java:");
    assertThat(y.toString()).isEqualTo("layer_norm FLOAT64[B, 3] made at " + y.site());
  }

  private static int line() {
    return StackWalker.getInstance().walk(s -> s.skip(1).findFirst().orElseThrow()).getLineNumber();
  }
}
