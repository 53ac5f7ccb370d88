import Synchronization

/// The policy of the whole process.
final class CurrentPolicy: Sendable {
  static let shared = CurrentPolicy()

  private let value = Mutex(DTypePolicy.float32)

  var policy: DTypePolicy {
    get { value.withLock { $0 } }
    set { value.withLock { $0 = newValue } }
  }
}
