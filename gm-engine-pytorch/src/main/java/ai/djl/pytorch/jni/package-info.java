/** One class inside DJL's package, to reach its native functions. */
@org.jspecify.annotations.NullMarked
package ai.djl.pytorch.jni;
