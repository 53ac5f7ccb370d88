// swift-tools-version: 6.2

import PackageDescription

/// Each is a program of its own in `Sources`: `swift run --package-path Examples NAME`.
let names = [
  "CheckpointAndResume",
  "CustomTraining",
  "FashionMNIST",
  "ForgottenInputShape",
  "LayersAlone",
  "MixedPrecision",
  "ModelFiles",
  "MovingWeights",
  "OnDevices",
  "OwnLayers",
  "RegularizedLayers",
  "Seeds",
  "StructureFirst",
  "TransferLearning",
  "Troubleshooting",
  "TwoInputs",
  "WeightsBeforeAndAfter",
  "WeightsByHand",
  "WhatANetworkKnows",
  "WhatAWeightMeans",
  "WhyRandom",
]

let package = Package(
  name: "strata-examples",
  dependencies: [.package(name: "strata", path: "..")],
  targets: names.map { name in
    .executableTarget(name: name, dependencies: [.product(name: "Strata", package: "strata")])
  },
  swiftLanguageModes: [.v6]
)
