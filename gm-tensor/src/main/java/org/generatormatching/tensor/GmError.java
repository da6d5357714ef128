package org.generatormatching.tensor;

/** The code of an error and the exit status with which the command line reports it. */
public enum GmError {
  /** Shapes do not fit an operation. */
  SHAPE(2),
  /** Element types do not fit an operation. */
  DTYPE(2),
  /** An input of a traced program is missing, unknown or used outside its program. */
  INPUT(2),
  /** A component does not offer what was asked of it. */
  UNSUPPORTED(2),
  /** An engine cannot be opened here. */
  ENGINE_UNAVAILABLE(2),
  /** An engine failed while it ran a program. */
  ENGINE_FAILED(1),
  /** A head does not give the coordinates that a family wants. */
  HEAD(2),
  /** No component has this id. */
  UNKNOWN_ID(2),
  /** Several components have the same id. */
  DUPLICATE_ID(2),
  /** An id is not of the form {@code name@version}. */
  ILLEGAL_ID(2),
  /** A plugin jar is broken. */
  PLUGIN(2),
  /** A configuration is wrong. */
  CONFIG(2),
  /** A command was called wrongly. */
  USAGE(2),
  /** A data set cannot be read or does not fit the model. */
  DATA(2),
  /** A checkpoint is damaged or belongs to another model. */
  CHECKPOINT(2),
  /** An output already exists and is not overwritten. */
  OUTPUT_EXISTS(2),
  /** The memory of this machine, or of the virtual machine, is too small for what was asked. */
  MEMORY(1),
  /** A file cannot be read or written. */
  FILE(1),
  /** A loss or a gradient became NaN or infinite. */
  NOT_FINITE(1),
  /** A value lies outside its domain. */
  DOMAIN(2),
  /** A law does not hold for a component. */
  LAW(3);

  private final int exitStatus;

  GmError(int exitStatus) {
    this.exitStatus = exitStatus;
  }

  /** 2 for a user's mistake, 1 for work that failed, 3 for a law that does not hold. */
  public int exitStatus() {
    return exitStatus;
  }
}
