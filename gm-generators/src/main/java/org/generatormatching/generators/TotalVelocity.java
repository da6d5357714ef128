package org.generatormatching.generators;

import java.util.List;
import org.generatormatching.api.Context;
import org.generatormatching.api.Model;
import org.generatormatching.api.Predictions;
import org.generatormatching.api.State;
import org.generatormatching.api.Term;
import org.generatormatching.api.Times;
import org.generatormatching.api.Weighting;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/**
 * The velocity dx/dt of flow terms on the same arrays, sum_j w_j u_j(x, t).
 *
 * @param user who needs it, for messages
 */
record TotalVelocity(Model model, List<Term> terms, String user) {
  TotalVelocity {
    for (Term t : terms) {
      if (!t.stepper().reversible() || !(t.weight() instanceof Weighting.Constant)) {
        throw Problem.of(GmError.UNSUPPORTED, user + " follows flows alone")
            .found(
                "head '"
                    + t.head().id()
                    + "' by family '"
                    + t.family().id()
                    + "', stepper '"
                    + t.stepper().id()
                    + "'")
            .expected("terms without noise whose weights do not depend on the time")
            .exception();
      }
    }
  }

  /** At points, [rows, ...]. */
  State at(State x, Times t, Context context) {
    Predictions seen = model.at(x, t, context);
    State sum = x.map(a -> a.like(0));
    for (Term term : terms) {
      State u = term.evaluate(seen.of(term.head()).value(), x, t);
      if (!u.names().equals(x.names())) {
        throw Problem.of(GmError.UNSUPPORTED, user + " follows points of one factor")
            .found("a term of " + u.names() + " on points of " + x.names())
            .advice("Simulate a product with sampler 'grid@1'.")
            .exception();
      }
      sum = sum.plus(u.times(term.weight().at(0)));
    }
    return sum;
  }
}
