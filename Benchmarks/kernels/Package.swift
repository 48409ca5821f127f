// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "kernels",
  dependencies: [.package(path: "../..")],
  targets: [
    .executableTarget(
      name: "kernels",
      dependencies: [
        .product(name: "LighthouseCompatibility", package: "main")
      ],
      swiftSettings: [.treatAllWarnings(as: .error)])
  ],
  swiftLanguageModes: [.v6]
)
