/// When a callback saves during training.
public enum SaveFrequency: Sendable, Hashable {
  /// After each epoch.
  case epoch
  /// After so many batches, counted across epochs.
  case batches(Int)

  /// Stops with a message if the number of batches is not positive.
  func requirePositive(owner: String) {
    if case .batches(let count) = self {
      require(count > 0, "\(owner) saves every so many batches, a positive number, not \(count)")
    }
  }
}
