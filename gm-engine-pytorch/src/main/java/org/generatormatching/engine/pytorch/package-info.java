/**
 * Runs traced programs on PyTorch. Programs are lowered to TorchScript source, which libtorch
 * compiles and runs in one call; DJL brings the libraries and the calls into them.
 */
@NullMarked
package org.generatormatching.engine.pytorch;

import org.jspecify.annotations.NullMarked;
