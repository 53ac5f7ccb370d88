import Strata

extension Verbosity {
  /// A bar where it can be drawn over itself, nothing elsewhere.
  static var bar: Verbosity { Terminal.isInteractive ? .progressBar : .silent }

  /// A bar where it can be drawn over itself, a line for each epoch elsewhere.
  static var epochs: Verbosity { Terminal.isInteractive ? .progressBar : .oneLinePerEpoch }
}
