// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "strata-examples",
  dependencies: [.package(name: "strata", path: "..")],
  targets: [
    .executableTarget(name: "FashionMNIST", dependencies: [.product(name: "Strata", package: "strata")])
  ],
  swiftLanguageModes: [.v6]
)
