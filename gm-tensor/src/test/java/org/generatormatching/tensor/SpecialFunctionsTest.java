package org.generatormatching.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.hipparchus.special.Erf;
import org.hipparchus.special.Gamma;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables were computed with 30 digits; Hipparchus covers the ground between their points. */
class SpecialFunctionsTest {
  private static void close(double actual, double expected, double relative) {
    assertThat(actual).isCloseTo(expected, Offset.offset(relative * Math.abs(expected)));
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.112462916018284898",
    "1, 0.842700792949714869",
    "1.7, 0.983790458590774561",
    "2.9, 0.999958902121900541",
    "3.1, 0.9999883513426328",
    "5.5, 0.999999999999992642"
  })
  void errorFunction(double x, double value) {
    close(SpecialFunctions.erf(x), value, 2e-15);
    close(SpecialFunctions.erf(-x), -value, 2e-15);
  }

  @ParameterizedTest
  @CsvSource({
    "1e-10, 23.0258509298827352, -10000000000.5772153, 9.99999999999999927e+19, -2.39999999999999956e+51",
    "0.3, 1.09579799481807556, -3.50252422220013312, 12.2453645461077313, -9883.46855549698968",
    "0.9999, 0.0000577297915611938628, -0.577380170329869124, 1.64517451070270356, -24.8984778710856822",
    "1.25, -0.0982718364218131615, -0.227453533376265408, 1.19732915450711074, -8.37538863793373356",
    "1.9999, -0.000042275208772153458, 0.422719839671130965, 0.644974480698703082, -0.88647427024551549",
    "2.0001, 0.0000422816581129199463, 0.422848826484665386, 0.644893657937143741, -0.886058036751038336",
    "3.7, 1.42807232666538813, 1.16715353936151144, 0.310037857670038302, -0.0530386111079539593",
    "11.9, 17.258477450595522, 2.43393353688253749, 0.0876632011900041836, -0.000352991398445411535",
    "12.1, 17.7470072707987393, 2.45131434817433723, 0.0861536464709862857, -0.000329340872104010142",
    "150.5, 602.513954870585412, 5.01063714593370465, 0.00666664197569271627, -1.18514129182726376e-8"
  })
  void logGammaAndPolygamma(
      double x, double logGamma, double digamma, double trigamma, double fourth) {
    close(SpecialFunctions.lgamma(x), logGamma, 2e-15);
    close(SpecialFunctions.polygamma(0, x), digamma, 5e-15);
    close(SpecialFunctions.polygamma(1, x), trigamma, 2e-15);
    close(SpecialFunctions.polygamma(4, x), fourth, 2e-15);
  }

  @Test
  void agreesWithHipparchusBetween() {
    for (double x = 0.01; x < 30; x += 0.0173) {
      close(SpecialFunctions.erf(x), Erf.erf(x), 1e-13);
      assertThat(SpecialFunctions.lgamma(x)).isCloseTo(Gamma.logGamma(x), Offset.offset(1e-12));
      assertThat(SpecialFunctions.polygamma(0, x)).isCloseTo(Gamma.digamma(x), Offset.offset(1e-8));
      close(SpecialFunctions.polygamma(1, x), Gamma.trigamma(x), 1e-7);
    }
  }

  @Test
  void limits() {
    double inf = Double.POSITIVE_INFINITY;
    assertThat(SpecialFunctions.erf(0)).isZero();
    assertThat(SpecialFunctions.erf(-inf)).isEqualTo(-1);
    assertThat(SpecialFunctions.erf(Double.NaN)).isNaN();
    assertThat(SpecialFunctions.lgamma(0)).isEqualTo(inf);
    assertThat(SpecialFunctions.lgamma(inf)).isEqualTo(inf);
    assertThat(SpecialFunctions.lgamma(-1)).isNaN();
    assertThat(SpecialFunctions.lgamma(Double.NaN)).isNaN();
    assertThat(SpecialFunctions.lgamma(1)).isZero();
    assertThat(SpecialFunctions.lgamma(2)).isZero();
    assertThat(SpecialFunctions.polygamma(0, 0)).isEqualTo(-inf);
    assertThat(SpecialFunctions.polygamma(1, 0)).isEqualTo(inf);
    assertThat(SpecialFunctions.polygamma(2, inf)).isZero();
    assertThat(SpecialFunctions.polygamma(1, -0.5)).isNaN();
    assertThat(SpecialFunctions.sigmoid(-1000)).isZero();
    assertThat(SpecialFunctions.sigmoid(1000)).isEqualTo(1);
    assertThat(SpecialFunctions.softplus(1000)).isEqualTo(1000);
    assertThat(SpecialFunctions.softplus(-700)).isEqualTo(Math.exp(-700));
  }
}
