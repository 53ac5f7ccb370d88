// Strata's worker of the benchmark: makes workloads and runs them as `Benchmarks/benchmark/workers.py` asks on the
// standard input. Between two requests it waits there, so that it takes no time from the other libraries.

import Foundation
import Strata

let device = ProcessInfo.processInfo.environment["BENCHMARK_DEVICE"].map { Device(name: $0)! } ?? .cpu
var worker = Worker()
while let request = readLine() {
  let answer = try JSONEncoder().encode(try withDevice(device) { try worker.answer(request) })
  FileHandle.standardOutput.write(answer + Data("\n".utf8))
}
