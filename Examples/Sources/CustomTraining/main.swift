// Training loops of one's own: a loss that no layer or model knows, a gradient of a gradient, and a gradient that is
// given instead of derived.

import Foundation
import Strata

setRandomSeed(1234)

print("1. A network for y = sin(3x) is trained by hand, on few and noisy points.")
let x = Tensor.randomUniform([24, 1], from: -1, to: 1, seed: 1)
let y = (x * 3).sin() + Tensor.randomNormal([24, 1], standardDeviation: 0.2, seed: 2)
let model = try Sequential {
  Dense(64, activation: .tanh)
  Dense(64, activation: .tanh)
  Dense(1)
}
let optimizer = Adam(learningRate: 0.01)

/// Mean squared error, and a penalty on the slope of the network's curve: the gradient of a gradient is needed.
let step = compiled { (x: Tensor, y: Tensor) in
  let (loss, gradients) = try valueAndGradient(for: model.trainableWeights) {
    let error = try (model(x, training: true) - y).square().mean()
    let slope = try gradient(at: x) { x in try model(x).sum() }
    return error + slope.square().mean() * 0.002
  }
  try optimizer.apply(gradients, to: model.trainableWeights)
  return loss
}
for epoch in 1...300 {
  let loss = try step(x, y)
  if epoch % 100 == 0 { print("   step \(epoch), loss", loss) }
}

print("2. A product with the matrix of second derivatives, without the matrix.")
let point = Tensor([1, 2, 3] as [Float])
let direction = Tensor([1, 0, -1] as [Float])
func cubes(_ x: Tensor) -> Tensor { (x * x * x).sum() }
let product = try gradient(at: point) { x in try (gradient(at: x, of: cubes) * direction).sum() }
print("   of x³ + y³ + z³ at \(point) in the direction \(direction):", product)

print(
  "3. Rounding has the derivative 0, so that nothing is learned through it. Its gradient is given instead.")
func rounded(_ x: Tensor) -> Tensor {
  withCustomGradient(at: x) { x in (x.rounded(), { upstream in upstream }) }
}
let weight = Variable(Tensor([0.2, 1.7, -2.4] as [Float]), name: "weight")
let wanted = Tensor([3, -1, 2] as [Float])
let descent = SGD(learningRate: 0.1)
for _ in 0..<50 {
  let (_, gradients) = try valueAndGradient(for: [weight]) { (rounded(weight.value) - wanted).square().sum() }
  try descent.apply(gradients, to: [weight])
}
print("   rounded weights:", rounded(weight.value), "wanted:", wanted)
