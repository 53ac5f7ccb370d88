// Trains with checkpoints, breaks off in the middle of an epoch, and resumes: the weights are those of a run that
// was never interrupted, bit for bit.

import Foundation
import Strata

let data = try ImageDataset.digits()

/// Dropout, momentum, shuffling and a falling learning rate: all have a state that a resumed run needs.
func makeModel() throws -> Sequential {
  let model = try Sequential {
    Input(shape: [8, 8, 1])
    Flatten()
    Dense(64, activation: .relu)
    Dropout(0.3)
    Dense(10, activation: .softmax)
  }
  model.compile(
    optimizer: .sgd(learningRate: 0.1, momentum: 0.9), loss: .sparseCategoricalCrossentropy(),
    metrics: [.accuracy()])
  return model
}

func train(_ model: Sequential, _ callbacks: [Callback]) throws -> History {
  try model.fit(
    data.trainingImages, data.trainingLabels, epochs: 5, verbose: .oneLinePerEpoch,
    callbacks: callbacks + [ReduceLROnPlateau(monitor: "loss", factor: 0.5, patience: 1, minDelta: 0.1)])
}

print("A run without interruption:")
setRandomSeed(1234)
let whole = try makeModel()
_ = try train(whole, [])

let path = FileManager.default.temporaryDirectory.path + "/resume-\(getpid())/run.safetensors"
print("\nThe same run with a checkpoint after every 10 batches, and a power failure in its third epoch:")

/// Stands for all that may end a program. `kill -9` would do the same.
struct PowerFailure: Error {}

var batches = 0
let failure = LambdaCallback(onTrainBatchBegin: { _ in
  batches += 1
  if batches == 123 { throw PowerFailure() }
})
setRandomSeed(1234)
do {
  let interrupted = try makeModel()
  _ = try train(interrupted, [BackupAndRestore(path, saveFrequency: .batches(10)), failure])
} catch is PowerFailure {
  print("Darkness.")
}

let checkpoint = try Checkpoint(contentsOf: path)
print("\nThe file holds: \(checkpoint)")

print("\nThe program is started again, with other random numbers, and comes to the same line:")
setRandomSeed(999)
let resumed = try makeModel()
let history = try train(resumed, [BackupAndRestore(path, saveFrequency: .batches(10))])
print("The history has all \(history.epochs.count) epochs: losses \(history["loss"].map { Float($0) })")

let equal = zip(try whole.getWeights(), try resumed.getWeights()).allSatisfy { one, other in
  one.scalars(as: Float.self).map(\.bitPattern) == other.scalars(as: Float.self).map(\.bitPattern)
}
print("\nAre the weights those of the run without interruption, bit for bit? \(equal ? "Yes." : "No!")")

print("\nA third start finds the training finished:")
_ = try train(try makeModel(), [BackupAndRestore(path)])

print("\nA checkpoint is only good for its own run:")
let other = try Sequential([Input(shape: [8, 8, 1]), Flatten(), Dense(10, activation: .softmax)])
other.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy())
do {
  try other.fit(data.trainingImages, data.trainingLabels, callbacks: [BackupAndRestore(path)])
} catch let error as StrataError {
  print(error)
}
try FileManager.default.removeItem(atPath: (path as NSString).deletingLastPathComponent)
if !equal { exit(1) }
