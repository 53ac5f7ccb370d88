extension Graph {
  /// An equivalent program without needless work: no dead nodes, no node twice, constants computed, and
  /// identities used that hold exactly in floating-point arithmetic, so that the results do not change; only the
  /// sign of a sum that is 0 may.
  ///
  /// Inputs keep their number and order, also those that are not used. Takes time linear in the graph's size.
  public func simplified() -> Graph {
    withoutDeadCode()
      .rebuilt(with: [
        foldConstants, useArithmeticIdentities, useShapeIdentities, useRearrangementIdentities,
        computeBeforeBroadcasting,
      ])
      .withoutDeadCode()
  }
}
