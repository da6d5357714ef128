/** Components with one mistake each, which the laws must reject. */
package org.generatormatching.tck.mutant;
