package org.generatormatching.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Einstein sums against the definition: a loop over all letters. */
class EinsumTest {
  private static final Map<Character, Integer> SIZE =
      Map.of('a', 2, 'b', 3, 'c', 4, 'd', 2, 'i', 3, 'j', 2, 'k', 5);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ab->ba",
        "ab->a",
        "ab->",
        "a->a",
        "ab,bc->ac",
        "ab,bc",
        "ab,ab->ab",
        "ab,ab->",
        "a,b->ab",
        "a,b->ba",
        "ab,b->a",
        "bik,bjk->bij",
        "bik,bjk->jib",
        "bik,kj->bij",
        "abc,cd->abd",
        "abc,bd,cd->a",
        "abij,abjk->abik",
        "ab,cb->ac",
        "a,a->",
        "abc,abc->b",
        "ab,bc,cd->ad",
        "i,ijk,k->j",
        "ab,ac,ad->bcd",
        "ab,,b->a"
      })
  void agreesWithTheDefinition(String equation) {
    String[] terms = equation.split("->", -1)[0].split(",", -1);
    SplittableRandom random = new SplittableRandom(11);
    HostArray[] values = new HostArray[terms.length];
    for (int i = 0; i < terms.length; i++) {
      long[] dims = terms[i].chars().mapToLong(c -> SIZE.get((char) c)).toArray();
      int n = (int) Arrays.stream(dims).reduce(1, (p, q) -> p * q);
      values[i] = HostArray.of(DType.FLOAT64, random.doubles(n, -1, 1).toArray(), dims);
    }
    HostArray got =
        Reference.eval(
            Einsum.of(equation, Arrays.stream(values).map(Tensor::of).toArray(Tensor[]::new)));
    String result = equation.contains("->") ? equation.split("->", -1)[1] : "ac";
    assertThat(got.dims()).isEqualTo(result.chars().mapToLong(c -> SIZE.get((char) c)).toArray());
    double[] expected = new double[got.size()];
    sum(terms, values, result, letters(terms), 0, new HashMap<>(), expected);
    assertThat(got.doubles()).containsExactly(expected, within(1e-12));
  }

  private static String letters(String[] terms) {
    StringBuilder all = new StringBuilder();
    String.join("", terms).chars().distinct().forEach(c -> all.append((char) c));
    return all.toString();
  }

  private static void sum(
      String[] terms,
      HostArray[] values,
      String result,
      String letters,
      int depth,
      Map<Character, Integer> at,
      double[] out) {
    if (depth < letters.length()) {
      for (int i = 0; i < SIZE.get(letters.charAt(depth)); i++) {
        at.put(letters.charAt(depth), i);
        sum(terms, values, result, letters, depth + 1, at, out);
      }
      return;
    }
    double p = 1;
    for (int k = 0; k < terms.length; k++) {
      p *= values[k].get(flat(terms[k], at));
    }
    out[flat(result, at)] += p;
  }

  private static int flat(String term, Map<Character, Integer> at) {
    int r = 0;
    for (int i = 0; i < term.length(); i++) {
      r = r * SIZE.get(term.charAt(i)) + at.get(term.charAt(i));
    }
    return r;
  }

  @Test
  void integersMultiplyToo() {
    Tensor a = Tensor.of(HostArray.of(new long[] {1, 2, 3, 4}, 2, 2));
    Tensor b = Tensor.of(HostArray.of(new long[] {5, 6}));
    assertThat(Reference.eval(Einsum.of("ij,j->i", a, b)).longs()).containsExactly(17, 39);
  }

  @Test
  void theBatchAxisMayStandAnywhere() {
    Tensor x = Tensor.input("x", DType.FLOAT64, Shape.of(2, Shape.B));
    Tensor y = Tensor.input("y", DType.FLOAT64, Shape.of(Shape.B, 3));
    assertThat(Einsum.of("ib,bj->ij", x, y).shape()).isEqualTo(Shape.of(2, 3));
    assertThat(Einsum.of("ib,bj->jbi", x, y).shape()).isEqualTo(Shape.of(3, Shape.B, 2));
  }

  @Test
  void errorsNameTheEquationAndTheShapes() {
    Tensor x = Tensor.input("x", DType.FLOAT64, Shape.of(Shape.B, 3));
    Tensor w = Tensor.input("w", DType.FLOAT64, Shape.of(4, 3));
    int made = line() - 2;
    assertThatThrownBy(() -> Einsum.of("bi,ij->bj", x, w))
        .hasMessage(
            "[GM/SHAPE] einsum 'bi,ij->bj': 'i' has different dimensions: found FLOAT64[B, 3] made"
                + " at EinsumTest.java:%d and FLOAT64[4, 3] made at EinsumTest.java:%d"
                + " (at EinsumTest.java:%d)",
            made, made + 1, made + 3);
    List<String> bad = List.of("bi", "bi,ji->bk", "bii,ji->b", "b,ji->b", "bi,ji->bb", "b.,ji->b");
    List<String> why =
        List.of(
            "1 operands in the equation, 2 given",
            "'k' of the result is in no operand",
            "'bii' does not name the 2 axes of [B, 3]",
            "'b' does not name the 2 axes of [B, 3]",
            "'b' is twice in the result",
            "'.' is not a letter");
    for (int i = 0; i < bad.size(); i++) {
      String equation = bad.get(i);
      assertThatThrownBy(() -> Einsum.of(equation, x, w))
          .isInstanceOf(GmException.class)
          .hasMessageContaining("[GM/SHAPE] einsum '" + equation + "': " + why.get(i) + ": found");
    }
    assertThatThrownBy(() -> Einsum.of("bb->b", x))
        .hasMessageContaining("'b' is twice in 'bb': diagonals are not supported");
  }

  private static int line() {
    return StackWalker.getInstance().walk(s -> s.skip(1).findFirst().orElseThrow()).getLineNumber();
  }
}
