// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "strata",
  products: [
    .library(name: "Strata", targets: ["Strata"]),
    .executable(name: "strata", targets: ["StrataCommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
  ],
  targets: [
    .target(name: "StrataGraph"),

    .systemLibrary(name: "COneDNN", pkgConfig: "dnnl"),
    .target(
      name: "CStrataKernels",
      linkerSettings: [.linkedLibrary("gomp", .when(platforms: [.linux])), .linkedLibrary("m")]),
    .target(name: "StrataCPU", dependencies: ["StrataGraph", "COneDNN", "CStrataKernels"]),

    .target(name: "CPJRT"),
    .target(name: "StrataXLA", dependencies: ["StrataGraph", "CPJRT"]),

    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "StrataIO", dependencies: ["StrataGraph", "CZlib"]),

    .target(
      name: "Strata", dependencies: ["StrataGraph", "StrataCPU", "StrataXLA", "StrataIO"],
      resources: [.copy("Resources/Digits")]),

    // Not `strata`: where file names ignore case, as on macOS, that is the library.
    .executableTarget(
      name: "StrataCommand",
      dependencies: [
        "Strata", "StrataIO", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    .target(name: "ReferenceEngine", dependencies: ["StrataGraph"], path: "Tests/ReferenceEngine"),
    .testTarget(name: "StrataGraphTests", dependencies: ["StrataGraph", "ReferenceEngine"]),
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
    .testTarget(
      name: "StrataCPUTests",
      dependencies: ["StrataCPU", "CStrataKernels", "ReferenceEngine", "CAllocationCounter"]),
    .testTarget(name: "StrataXLATests", dependencies: ["StrataXLA", "CPJRT", "ReferenceEngine"]),
    .executableTarget(
      name: "Conformance", dependencies: ["StrataXLA", "ReferenceEngine"], path: "Tests/Conformance"),
    .executableTarget(
      name: "FuzzReaders", dependencies: ["Strata", "StrataIO", "CAllocationCounter", "CZlib"],
      path: "Tests/FuzzReaders"),
    .testTarget(
      name: "StrataIOTests", dependencies: ["StrataIO", "FuzzReaders", "CAllocationCounter"],
      resources: [.copy("Fixtures")]),
    .executableTarget(name: "KillDuringSave", dependencies: ["Strata"], path: "Tests/KillDuringSave"),
    .testTarget(
      name: "StrataTests", dependencies: ["Strata", "StrataIO", "KillDuringSave"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "StrataCommandTests", dependencies: ["StrataCommand", "StrataIO"], resources: [.copy("Fixtures")]),
  ],
  swiftLanguageModes: [.v6]
)
