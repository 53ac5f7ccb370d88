extension Graph {
  /// An equivalent program without needless work: no dead nodes, no node twice, constants computed, scans without
  /// work that can be done for all steps at once, and identities used that hold exactly in floating-point arithmetic.
  /// The results do not change, but for the sign of a sum that is 0, and for the order in which what the steps of a
  /// scan add up is summed, or what is scattered.
  ///
  /// Inputs keep their number and order, also those that are not used. Takes time linear in the graph's size.
  public func simplified() -> Graph {
    var graph = tidied()
    while graph.hasScans {
      let next =
        graph.rewritingScans(simplifyStep).rewritingScans(hoistFromScan).rewritingScans(sinkFromScan).tidied()
      if next == graph { break }
      graph = next
    }
    return graph
  }

  private func tidied() -> Graph {
    withoutDeadCode()
      .rebuilt(with: [
        foldConstants, useArithmeticIdentities, useShapeIdentities, useRearrangementIdentities,
        computeBeforeBroadcasting,
      ])
      .withReluBehindPooling()
      .withSumsBeforeScattering()
      .withoutUnreadEdges()
      .withoutDeadCode()
  }
}
