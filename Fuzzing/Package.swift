// swift-tools-version: 6.2
import PackageDescription

// Built by scripts/fuzz only, with the sanitizers' flags for everything that it depends on.
let package = Package(
  name: "fuzzing",
  dependencies: [
    .package(name: "lighthouse-compat", path: ".."),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
  ],
  targets: [
    .executableTarget(
      name: "fuzz",
      dependencies: [
        .product(name: "LighthouseCompatibility", package: "lighthouse-compat"),
        .product(name: "Gateway", package: "lighthouse-compat"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ],
      swiftSettings: [.treatAllWarnings(as: .error)])
  ],
  swiftLanguageModes: [.v6]
)
