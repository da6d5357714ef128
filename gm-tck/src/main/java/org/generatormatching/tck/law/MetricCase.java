package org.generatormatching.tck.law;

import org.generatormatching.api.Dataset;
import org.generatormatching.api.Metric;

/**
 * A metric with data that it may judge by.
 *
 * @param metric the metric
 * @param dataset what samples are compared with
 */
public record MetricCase(Metric metric, Dataset dataset) {}
