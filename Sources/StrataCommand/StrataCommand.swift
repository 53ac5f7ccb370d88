import ArgumentParser
import Foundation

/// The command-line tool: each subcommand is a file in `Commands`.
@main
struct StrataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "strata",
    abstract: "Looks at, uses, trains and converts models in Keras's files.",
    discussion: """
      MODEL is a .keras file or a whole model in .h5, from Keras or from Strata. Arrays are NumPy's .npy and .npz, \
      or tables in .csv.

      EXAMPLES
        strata summary model.keras
        strata fit model.keras --x x.npy --y y.npy --epochs 5 --save trained.keras
        strata predict trained.keras --input new.npy --output predictions.npy
        strata train-example digits

      EXIT CODES
        0   all went well
        1   a file, a model or the data are not as they should be; one sentence on standard error says what
        64  the command line is not as it should be
      """,
    subcommands: [
      SummaryCommand.self, WeightsCommand.self, PredictCommand.self, EvaluateCommand.self, FitCommand.self,
      ConvertCommand.self, TrainExampleCommand.self,
    ])

  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
      try StandardOutput.finish()
    } catch {
      exit(withError: error)
    }
  }
}
