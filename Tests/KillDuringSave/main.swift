// Kills a training process at random moments, many times, while it saves checkpoints of 8 MB after every step, and
// counts what can be loaded, what is left behind, and whether the resumed runs end as one that was never killed.
//
//     swift run -c release KillDuringSave [kills [epochs]]

import Foundation
import Strata

let arguments = CommandLine.arguments
if arguments.count == 4, arguments[1] == "train" {
  try train(in: arguments[2], epochs: Int(arguments[3])!)
  exit(0)
}

let wantedKills = arguments.count > 1 ? Int(arguments[1])! : 100
let epochs = arguments.count > 2 ? Int(arguments[2])! : 12
let temporary = FileManager.default.temporaryDirectory.appending(path: "strata-kills-\(getpid())").path

print("One run that nobody disturbs")
let quiet = temporary + "/quiet"
try makeFolder(quiet)
let undisturbed = try Child(folder: quiet, epochs: epochs)
try undisturbed.waitForEnd()
let expected = try finalWeights(quiet)

var tally = Tally()
var runs = 0
while tally.kills < wantedKills {
  runs += 1
  let folder = temporary + "/run-\(runs)"
  try makeFolder(folder)
  var isFinished = false
  while !isFinished {
    let child = try Child(folder: folder, epochs: epochs)
    if tally.kills < wantedKills, child.waitForFirstStep() {
      isFinished = !child.kill(afterSeconds: .random(in: 0...0.4))
      if !isFinished { try tally.inspect(folder) }
    } else {
      try child.waitForEnd()
      isFinished = true
    }
  }
  let isEqual = try finalWeights(folder) == expected
  tally.equalRuns += isEqual ? 1 : 0
  print("Run \(runs): \(tally.kills) kills so far, final weights \(isEqual ? "equal" : "DIFFERENT")")
}

print(
  """

  kills                                  \(tally.kills), of these in the middle of writing a file \(tally.partialFiles)
  checkpoints that load                  \(tally.loaded) of \(tally.found), and of the ones before them \
  \(tally.olderLoaded) of \(tally.olderFound)
  unfinished files left at the same time \(tally.mostPartialFiles) at most
  runs that end with the same bits       \(tally.equalRuns) of \(runs)
  """)
let isGood =
  tally.loaded == tally.found && tally.olderLoaded == tally.olderFound && tally.mostPartialFiles <= 1
  && tally.equalRuns == runs && tally.lost == 0
try FileManager.default.removeItem(atPath: temporary)
exit(isGood ? 0 : 1)

// MARK: - The training that is killed

func train(in folder: String, epochs: Int) throws {
  let x = Tensor.randomUniform([500, 784], seed: 1)
  let y = Tensor.randomIntegers([500], from: 0, to: 10, seed: 2)
  setRandomSeed(1234)
  let model = try Sequential {
    Input(shape: [784])
    Dense(512, activation: .relu)
    BatchNormalization()
    Dropout(0.3)
    Dense(512, activation: .relu)
    Dense(10, activation: .softmax)
  }
  model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(), metrics: [.accuracy()])
  var hasBegun = false
  try model.fit(
    x, y, batchSize: 64, epochs: epochs, verbose: .silent,
    callbacks: [
      ReduceLROnPlateau(monitor: "loss", factor: 0.5, patience: 1, minDelta: 0.5),
      EarlyStopping(patience: 100, restoreBestWeights: true),
      LambdaCallback(onTrainBatchBegin: { _ in
        if !hasBegun { print("training", terminator: "\n") }
        hasBegun = true
        fflush(nil)
      }),
      BackupAndRestore(folder + "/run.safetensors", saveFrequency: .batches(1), keeping: 2),
    ], validationSplit: 0.1)
  try model.saveWeights(to: folder + "/final.safetensors", includingOptimizer: true)
}

// MARK: - Watching it

/// This program as another process that trains.
struct Child {
  private let process = Process()
  private let output = Pipe()

  init(folder: String, epochs: Int) throws {
    process.executableURL = Bundle.main.executableURL
    process.arguments = ["train", folder, "\(epochs)"]
    process.standardOutput = output
    try process.run()
  }

  /// False if the process ends without a step.
  func waitForFirstStep() -> Bool { !output.fileHandleForReading.availableData.isEmpty }

  func waitForEnd() throws {
    _ = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { fatalError("the training failed") }
  }

  /// False if the process has ended by itself before.
  func kill(afterSeconds seconds: Double) -> Bool {
    usleep(UInt32(seconds * 1e6))
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    return process.terminationReason == .uncaughtSignal
  }
}

struct Tally {
  var kills = 0
  var found = 0
  var loaded = 0
  var olderFound = 0
  var olderLoaded = 0
  var partialFiles = 0
  var mostPartialFiles = 0
  var lost = 0
  var equalRuns = 0

  /// Looks at what a killed process has left.
  mutating func inspect(_ folder: String) throws {
    kills += 1
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    for name in names where name.hasPrefix("run") && name.hasSuffix(".safetensors") {
      let isLoaded = (try? Checkpoint(contentsOf: folder + "/" + name)) != nil
      if name == "run.safetensors" {
        found += 1
        loaded += isLoaded ? 1 : 0
      } else {
        olderFound += 1
        olderLoaded += isLoaded ? 1 : 0
      }
    }
    if names.contains("run.1.safetensors"), !names.contains("run.safetensors") { lost += 1 }
    let partial = names.filter { !$0.hasSuffix(".safetensors") }.count
    partialFiles += partial > 0 ? 1 : 0
    mostPartialFiles = max(mostPartialFiles, partial)
  }
}

func makeFolder(_ path: String) throws {
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
}

func finalWeights(_ folder: String) throws -> Data {
  try Data(contentsOf: URL(fileURLWithPath: folder + "/final.safetensors"))
}
