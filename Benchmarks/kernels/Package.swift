// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "kernels",
  dependencies: [.package(name: "lighthouse-compat", path: "../..")],
  targets: [
    .executableTarget(
      name: "kernels",
      dependencies: [
        .product(name: "LighthouseCompatibility", package: "lighthouse-compat")
      ],
      swiftSettings: [.treatAllWarnings(as: .error)])
  ],
  swiftLanguageModes: [.v6]
)
