// The same training on other devices: through OpenXLA, and on two devices that share the batches. Names of devices may
// be given, as in `swift run --package-path Examples OnDevices gpu:0 gpu:0,gpu:1`.

import Foundation
import Strata

let digits = try ImageDataset.digits()

/// The device, or the cpu where there is none such: then nothing has been done yet, and the error says what is missing.
func usable(_ device: Device) -> Device {
  do {
    return try withDevice(device) { device }
  } catch {
    print("\(error)")
    print("The cpu does it instead.\n")
    return .cpu
  }
}

func train(on device: Device) throws -> (losses: [Double], model: Sequential) {
  setRandomSeed(1234)
  let model = try Sequential(name: "digits") {
    Input(shape: [8, 8, 1])
    Conv2D(16, kernelSize: 3, activation: .relu)
    Flatten()
    Dense(64, activation: .relu)
    Dropout(0.2)
    Dense(10, activation: .softmax)
  }
  model.compile(
    optimizer: .adam(learningRate: 0.002), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])
  let history = try model.fit(
    digits.trainingImages, digits.trainingLabels, batchSize: 64, epochs: 6, verbose: .silent,
    device: device)
  return (history["loss"], model)
}

let names = CommandLine.arguments.dropFirst()
let wanted = try (names.isEmpty ? ["xla", "xla:0,xla:1"] : Array(names)).map { name in
  guard let device = Device(name: name) else {
    throw StrataError.deviceUnavailable(
      device: name, reason: "devices are called cpu, xla, gpu:0, gpu:0,gpu:1, …")
  }
  return device
}

func text(_ losses: [Double]) -> String { losses.map { String(format: "%.5f", $0) }.joined(separator: "  ") }

let (expected, _) = try train(on: .cpu)
print("Losses of six epochs on the cpu:  \(text(expected))\n")
for device in wanted {
  let device = usable(device)
  let (losses, model) = try train(on: device)
  print("Losses of six epochs on \(device):  \(text(losses))")

  // The weights are where they were used last, and can be read and used anywhere.
  let accuracy = try model.evaluate(digits.testImages, digits.testLabels, verbose: .silent)["accuracy"]!
  print(String(format: "On the cpu, the trained network recognizes %.3f of the test images.\n", accuracy))

  // An example that stops working should not go unnoticed. Graphics processors multiply with fewer digits.
  guard zip(losses, expected).allSatisfy({ abs($0 - $1) < 0.02 * $1 }), accuracy > 0.8
  else {
    print("This is not what the cpu has found.")
    exit(1)
  }
}
