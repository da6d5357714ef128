package org.generatormatching.tck.law;

import org.generatormatching.api.Codec;
import org.generatormatching.api.Dataset;

/**
 * A kind of codec with data to fit it on.
 *
 * @param kind makes codecs
 * @param dataset real numbers
 */
public record CodecCase(Codec.Kind kind, Dataset dataset) {}
