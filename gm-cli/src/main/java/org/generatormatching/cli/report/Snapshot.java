package org.generatormatching.cli.report;

import org.generatormatching.api.Batch;

/**
 * Particles at one time on their way from the source to the data.
 *
 * @param t time, 0 at the source and 1 at the data
 * @param points decoded points, in the data's own coordinates
 */
public record Snapshot(double t, Batch points) {}
