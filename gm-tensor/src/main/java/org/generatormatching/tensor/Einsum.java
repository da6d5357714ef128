package org.generatormatching.tensor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.IntPredicate;

/**
 * Sums of products in Einstein's notation, expanded while tracing into transposes, matrix products
 * and sums: {@code of("bik,bjk->bij", q, k)} is the product of q and k over k for every b.
 *
 * <p>One letter names one axis; letters that the result lacks are summed. Without {@code ->} the
 * result has the letters that occur once, in alphabetical order. Operands are taken from left to
 * right, so their order is the order of the work. Diagonals (a letter twice in one operand) and
 * ellipses are refused.
 */
public final class Einsum {
  /** An operand and the letters of its axes. */
  private record Term(Tensor value, String letters) {}

  private final String equation;
  private final Tensor[] operands;

  private Einsum(String equation, Tensor... operands) {
    this.equation = equation;
    this.operands = operands;
  }

  /**
   * Evaluates an equation such as {@code "bik,kj->bij"}; spaces do not count.
   *
   * @throws GmException [GM/SHAPE] that names the equation and the shapes, or [GM/DTYPE]
   */
  public static Tensor of(String equation, Tensor... operands) {
    return new Einsum(equation, operands).evaluate();
  }

  private Tensor evaluate() {
    String text = equation.replace(" ", "");
    int arrow = text.indexOf("->");
    String left = arrow < 0 ? text : text.substring(0, arrow);
    String[] terms = left.split(",", -1);
    if (terms.length != operands.length) {
      throw error(terms.length + " operands in the equation, " + operands.length + " given");
    }
    List<Term> parts = new ArrayList<>();
    Map<Character, Long> sizes = new LinkedHashMap<>();
    for (int i = 0; i < terms.length; i++) {
      parts.add(term(terms[i], operands[i], sizes));
    }
    String result = arrow < 0 ? once(left) : text.substring(arrow + 2);
    for (int i = 0; i < result.length(); i++) {
      char c = result.charAt(i);
      if (!sizes.containsKey(c)) {
        throw error("'" + c + "' of the result is in no operand");
      }
      if (result.indexOf(c) < i) {
        throw error("'" + c + "' is twice in the result");
      }
    }
    return contract(parts, result);
  }

  private Term term(String letters, Tensor t, Map<Character, Long> sizes) {
    if (letters.length() != t.shape().rank()) {
      throw error(
          "'" + letters + "' does not name the " + t.shape().rank() + " axes of " + t.shape());
    }
    for (int i = 0; i < letters.length(); i++) {
      char c = letters.charAt(i);
      if (!letter(c)) {
        throw error("'" + c + "' is not a letter");
      }
      if (letters.indexOf(c) < i) {
        throw error("'" + c + "' is twice in '" + letters + "': diagonals are not supported");
      }
      Long known = sizes.putIfAbsent(c, t.shape().dim(i));
      if (known != null && known != t.shape().dim(i)) {
        throw error("'" + c + "' has different dimensions");
      }
    }
    return new Term(t, letters);
  }

  private static boolean letter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static String once(String left) {
    return text(
        left.chars().sorted().toArray(), c -> letter(c) && left.indexOf(c) == left.lastIndexOf(c));
  }

  private static String text(int[] letters, IntPredicate keep) {
    StringBuilder r = new StringBuilder();
    for (int c : letters) {
      if (keep.test(c)) {
        r.append((char) c);
      }
    }
    return r.toString();
  }

  private static String filter(String letters, IntPredicate keep) {
    return text(letters.chars().toArray(), keep);
  }

  private static boolean in(String letters, int c) {
    return letters.indexOf(c) >= 0;
  }

  private static Tensor contract(List<Term> parts, String result) {
    Term sum = null;
    for (int i = 0; i < parts.size(); i++) {
      StringBuilder later = new StringBuilder(result);
      parts.subList(i + 1, parts.size()).forEach(p -> later.append(p.letters()));
      String keep = later.toString();
      Term next = parts.get(i);
      if (sum == null) {
        sum = summed(next, keep);
      } else {
        String before = sum.letters();
        next = summed(next, keep + before);
        sum = pair(summed(sum, keep + next.letters()), next, keep);
      }
    }
    return sum == null ? parts.get(0).value() : ordered(sum, result);
  }

  /** Sums out the letters that nobody else needs. */
  private static Term summed(Term t, String keep) {
    int[] axes =
        t.letters().chars().filter(c -> !in(keep, c)).map(c -> t.letters().indexOf(c)).toArray();
    return axes.length == 0
        ? t
        : new Term(t.value().sum(axes), filter(t.letters(), c -> in(keep, c)));
  }

  private static Term pair(Term a, Term b, String keep) {
    String both = filter(a.letters(), c -> in(b.letters(), c) && in(keep, c));
    String over = filter(a.letters(), c -> in(b.letters(), c) && !in(keep, c));
    String freeA = filter(a.letters(), c -> !in(b.letters(), c));
    String freeB = filter(b.letters(), c -> !in(a.letters(), c));
    String all = both + freeA + freeB;
    boolean product = !over.isEmpty() && !(freeA + freeB).isEmpty() && a.value().dtype().floating();
    if (!product) {
      Tensor p = spread(a, all + over).times(spread(b, all + over));
      return summed(new Term(p, all + over), all);
    }
    Tensor left = matrix(a, both, freeA, over);
    Tensor right = matrix(b, both, over, freeB);
    Shape shape = shape(a, both).concat(shape(a, freeA)).concat(shape(b, freeB));
    return new Term(left.matmul(right).reshape(shape), all);
  }

  /** The axes in this order, with 1 for the letters that the term lacks. */
  private static Tensor spread(Term t, String letters) {
    Tensor r = ordered(t, filter(letters, c -> in(t.letters(), c)));
    Shape s = Shape.scalar();
    for (int i = 0; i < letters.length(); i++) {
      s = s.insert(i, in(t.letters(), letters.charAt(i)) ? dim(t, letters.charAt(i)) : 1);
    }
    return r.reshape(s);
  }

  /** The term as [batch..., rows, columns]. */
  private static Tensor matrix(Term t, String batch, String rows, String columns) {
    Shape s = shape(t, batch).concat(Shape.of(size(t, rows))).concat(Shape.of(size(t, columns)));
    return ordered(t, batch + rows + columns).reshape(s);
  }

  private static long size(Term t, String letters) {
    long n = 1;
    for (int i = 0; i < letters.length(); i++) {
      n = Shape.multiply(n, dim(t, letters.charAt(i)));
    }
    return n;
  }

  private static Shape shape(Term t, String letters) {
    return Shape.of(letters.chars().mapToLong(c -> dim(t, c)).toArray());
  }

  private static long dim(Term t, int letter) {
    return t.value().shape().dim(t.letters().indexOf(letter));
  }

  private static Tensor ordered(Term t, String letters) {
    return t.value().transpose(letters.chars().map(t.letters()::indexOf).toArray());
  }

  private GmException error(String what) {
    StringJoiner shapes = new StringJoiner(" and ");
    for (Tensor t : operands) {
      shapes.add(t.dtype() + "" + t.shape() + " made at " + t.site());
    }
    return Problem.of(GmError.SHAPE, "einsum '" + equation + "': " + what)
        .found(shapes)
        .at(CallSite.find())
        .exception();
  }
}
