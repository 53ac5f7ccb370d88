// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "strata-benchmarks",
  dependencies: [.package(name: "strata", path: "..")],
  targets: ["Benchmark", "SoftUpdate", "WeightFiles"].map { name in
    .executableTarget(name: name, dependencies: [.product(name: "Strata", package: "strata")])
  },
  swiftLanguageModes: [.v6]
)
