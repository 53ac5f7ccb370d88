// Reads files that are broken in every way, and looks whether one brings the process down, keeps it busy, or makes it
// take more memory than such a file should.
//
//     swift run -c release FuzzReaders [--format NAME] [--count N | --seconds T] [--seed S] [--reproduce FILE]

import CAllocationCounter
import Foundation
import StrataIO

let arguments = Array(CommandLine.arguments.dropFirst())
if let worker = Worker(arguments) { worker.run() }
guard let options = Options(arguments) else {
  print(Options.usage)
  exit(2)
}

if let path = options.reproduce {
  let format = options.formats[0]
  let input = try File.read(path)
  onSmallStack {
    let trial = Trial(format, input)
    print("\(trial.outcome)\n\(trial.memory) bytes of memory for \(input.count), \(trial.seconds) s")
  }
  exit(0)
}

if !allocations_are_counted() { print("Memory is not measured here.") }
var failures = 0
for format in options.formats {
  failures += try Supervisor(format: format, options: options).run()
  fflush(nil)
}
exit(failures == 0 ? 0 : 1)
