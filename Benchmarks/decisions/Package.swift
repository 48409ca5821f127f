// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "decisions",
  dependencies: [.package(name: "lighthouse-compat", path: "../..")],
  targets: [
    .executableTarget(
      name: "decisions",
      dependencies: [
        .product(name: "ABTesting", package: "lighthouse-compat"),
        .product(name: "Evidence", package: "lighthouse-compat"),
      ],
      swiftSettings: [.treatAllWarnings(as: .error)])
  ],
  swiftLanguageModes: [.v6]
)
