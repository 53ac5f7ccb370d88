import CStrataKernels
import StrataGraph

/// Plans a dot of which each thread computes a fixed part by the library.
struct SharedDotPlan: StepPlan {
  private let dot: SharedDot

  init(_ dot: SharedDot) { self.dot = dot }

  /// The first part of a sum goes to the result, the others to scratch memory.
  var scratchByteCount: Int { dot.axis == .length ? (dot.partCount - 1) * dot.resultCount * 4 : 0 }

  func makeStep(_ addresses: AddressBook, _ memory: StepMemory) throws -> Step {
    let leftStart = addresses.start(of: dot.left.view, .float32)
    let rightStart = addresses.start(of: dot.right.view, .float32)
    let (columns, partCount) = (dot.columns, dot.partCount)
    let products = (0..<partCount).map { part in
      var (left, right) = (dot.left, dot.right)
      var (leftOffset, rightOffset) = (0, 0)
      var result = addresses[dot.result]
      func share(of size: Int) -> (first: Int, count: Int) {
        let first = size * part / partCount
        return (first, size * (part + 1) / partCount - first)
      }
      switch dot.axis {
      case .rows:
        let (first, count) = share(of: left.rows.size)
        left.rows.size = count
        leftOffset = first * left.rows.stride
        result = result.advanced(by: 4 * first * columns)
      case .columns:
        let (first, count) = share(of: columns)
        right.columns.size = count
        rightOffset = first * right.columns.stride
        result = result.advanced(by: 4 * first)
      case .length:
        let (first, count) = share(of: left.columns.size)
        (left.columns.size, right.rows.size) = (count, count)
        leftOffset = first * left.columns.stride
        rightOffset = first * right.rows.stride
        if part > 0 { result = memory.scratch.advanced(by: 4 * (part - 1) * dot.resultCount) }
      }
      return Gemm(
        left: left, at: leftStart.advanced(by: 4 * leftOffset), right: right,
        at: rightStart.advanced(by: 4 * rightOffset), result: result, resultStride: columns)
    }
    return SharedDotStep(label: dot.label, products, sum: dot.sum(addresses, parts: memory.scratch))
  }
}

extension SharedDot {
  /// What is left to do when all threads have computed their parts.
  /// - Parameter parts: where all but the first part of a sum lie, one after the other.
  func sum(_ addresses: AddressBook, parts: StrataAddress) -> StrataPartSum? {
    guard axis == .length || bias != nil else { return nil }
    var sum = StrataPartSum()
    (sum.result, sum.parts) = (addresses[result], parts)
    sum.part_count = Int64(axis == .length ? partCount - 1 : 0)
    (sum.rows, sum.columns) = (Int64(left.rows.size), Int64(columns))
    sum.has_bias = bias != nil
    if let bias { sum.bias = addresses.start(of: bias, .float32) }
    return sum
  }
}

/// A product of which each thread computes a part of its own.
private final class SharedDotStep: Step {
  private let products: CArray<Gemm>
  private let sum: StrataPartSum?

  init(label: String, _ products: [Gemm], sum: StrataPartSum?) {
    self.products = CArray(products)
    self.sum = sum
    super.init(label: label)
  }

  private struct Run {
    let products: UnsafePointer<Gemm>
    let bases: UnsafePointer<UnsafeMutableRawPointer?>
  }

  override func run(_ bases: UnsafePointer<UnsafeMutableRawPointer?>) {
    var run = Run(products: products.pointer, bases: bases)
    strata_parallel(
      { context, part in
        let run = context!.assumingMemoryBound(to: Run.self).pointee
        // The library uses one thread where several are at work already.
        run.products[Int(part)].run(run.bases)
      }, &run, Int64(products.count))
    if var sum { strata_sum_parts(&sum, bases) }
  }
}
