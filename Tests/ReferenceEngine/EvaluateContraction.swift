import StrataGraph

/// The sum of numbers of one type, rounded once at the end. The sum of −0 alone is −0.
func sum(_ numbers: [Number], _ dtype: DType) -> Number {
  if dtype.isFloatingPoint {
    return dtype.rounded(numbers.dropFirst().reduce(numbers.first?.double ?? 0) { $0 + $1.double })
  }
  return dtype == .bool
    ? Number(numbers.contains { $0.int == 1 }) : dtype.wrapped(numbers.reduce(0) { $0 &+ $1.int })
}

/// The exact product if it fits: what a sum of products adds up before it rounds.
private func product(_ x: Number, _ y: Number) -> Number {
  if case .integer(let x) = x, case .integer(let y) = y { return .integer(x &* y) }
  return .float(x.double * y.double)
}

func dot(_ left: HostTensor, _ right: HostTensor, _ axes: DotAxes, _ type: TensorType) -> HostTensor {
  let leftFree = axes.leftFree(rank: left.shape.count)
  let rightFree = axes.rightFree(rank: right.shape.count)
  let contracted = allCoordinates(left.shape.picked(axes.leftContracting))
  return HostTensor(type) { place in
    var (leftPlace, rightPlace) = (left.shape, right.shape)
    leftPlace.put(place, at: axes.leftBatch + leftFree)
    rightPlace.put(place, at: axes.rightBatch)
    rightPlace.put(Array(place.suffix(rightFree.count)), at: rightFree)
    let products = contracted.map { coordinates in
      leftPlace.put(coordinates, at: axes.leftContracting)
      rightPlace.put(coordinates, at: axes.rightContracting)
      return product(left[leftPlace], right[rightPlace])
    }
    return sum(products, type.dtype)
  }
}

/// Calls `body` with the positions (in row-major order) of each element of the input, of the kernel and of the
/// output that a convolution joins: output += input × kernel.
private func forEachProduct(
  _ geometry: ConvolutionGeometry, input: [Int], kernel: [Int], output: [Int],
  _ body: (_ input: Int, _ kernel: Int, _ output: Int) -> Void
) {
  let axes = geometry.strides.indices
  let (channels, filters) = (kernel[axes.count], kernel[axes.count + 1])
  func position(_ coordinates: [Int], _ shape: [Int]) -> Int {
    zip(coordinates, rowMajorStrides(shape)).reduce(0) { $0 + $1.0 * $1.1 }
  }
  for batch in 0..<output[0] {
    for outputPlace in allCoordinates(Array(output[1...axes.count])) {
      for kernelPlace in allCoordinates(Array(kernel[..<axes.count])) {
        let inputPlace = axes.map {
          outputPlace[$0] * geometry.strides[$0] + kernelPlace[$0] * geometry.dilation[$0]
            - geometry.paddingLow[$0]
        }
        guard zip(inputPlace, input[1...]).allSatisfy({ 0 <= $0 && $0 < $1 }) else { continue }
        let inputStart = position([batch] + inputPlace + [0], input)
        let kernelStart = position(kernelPlace + [0, 0], kernel)
        let outputStart = position([batch] + outputPlace + [0], output)
        for filter in 0..<filters {
          let group = filter / (filters / geometry.groups)
          for channel in 0..<channels {
            body(
              inputStart + group * channels + channel, kernelStart + channel * filters + filter,
              outputStart + filter)
          }
        }
      }
    }
  }
}

func convolution(
  _ input: HostTensor, _ kernel: HostTensor, _ geometry: ConvolutionGeometry, _ type: TensorType
) -> HostTensor {
  var sums = [Double](repeating: 0, count: type.count)
  forEachProduct(geometry, input: input.shape, kernel: kernel.shape, output: type.shape) {
    sums[$2] += input.elements[$0].double * kernel.elements[$1].double
  }
  return HostTensor(type, sums.map(type.dtype.rounded))
}

func convolutionInputGradient(
  _ outputGradient: HostTensor, _ kernel: HostTensor, _ geometry: ConvolutionGeometry, _ type: TensorType
) -> HostTensor {
  var sums = [Double](repeating: 0, count: type.count)
  forEachProduct(geometry, input: type.shape, kernel: kernel.shape, output: outputGradient.shape) {
    sums[$0] += outputGradient.elements[$2].double * kernel.elements[$1].double
  }
  return HostTensor(type, sums.map(type.dtype.rounded))
}

func convolutionKernelGradient(
  _ input: HostTensor, _ outputGradient: HostTensor, _ geometry: ConvolutionGeometry, _ type: TensorType
) -> HostTensor {
  var sums = [Double](repeating: 0, count: type.count)
  forEachProduct(geometry, input: input.shape, kernel: type.shape, output: outputGradient.shape) {
    sums[$1] += input.elements[$0].double * outputGradient.elements[$2].double
  }
  return HostTensor(type, sums.map(type.dtype.rounded))
}
