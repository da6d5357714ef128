/** Files that a run reads and writes: safetensors, npz, csv, png. */
@NullMarked
package org.generatormatching.io;

import org.jspecify.annotations.NullMarked;
