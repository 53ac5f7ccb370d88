import StrataIO

@testable import Strata

extension Tensor {
  /// A recorded tensor.
  init(_ array: HostArray) { self.init(array.hostBuffer()) }
}
