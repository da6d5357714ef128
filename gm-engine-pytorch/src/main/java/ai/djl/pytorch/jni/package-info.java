/** One class inside DJL's package, to reach its native functions. */
@NullMarked
package ai.djl.pytorch.jni;

import org.jspecify.annotations.NullMarked;
