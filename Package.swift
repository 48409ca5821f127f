// swift-tools-version: 6.2
import PackageDescription

// The modules, from the ground up. Each imports only what stands above it.
//
//   EthereumPrimitives → SSZ → EngineTypes → ConsensusTypes
//     → EngineRPC (JSON, JWT) → EngineHTTP (the transport)
//     → LighthouseV4, LighthouseV5 → Conversions → ABTesting, CatchUp
//     → LighthouseCompatibility → NodeIntegration, Chronicle
//     → DevChain → Gateway → lighthouse-compat

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .treatAllWarnings(as: .error),
]

let nio = "swift-nio"
let tracing = "swift-distributed-tracing"

let package = Package(
  name: "lighthouse-compat",
  products: [
    .library(name: "ABTesting", targets: ["ABTesting"]),
    .library(name: "Evidence", targets: ["Evidence"]),
    // For Fuzzing: what reads files of people's hands.
    .library(name: "Gateway", targets: ["Gateway", "Migration", "Recordings"]),
    .executable(name: "lighthouse-compat", targets: ["lighthouse-compat"]),
    // For a node written in Swift; `LighthouseCompat` is the way in.
    .library(
      name: "LighthouseCompatibility",
      targets: [
        "NodeIntegration", "LighthouseCompatibility", "Conversions", "ConsensusTypes",
        "EngineTypes", "EngineRPC", "EthereumPrimitives", "Observability", "SSZ",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
  ],
  targets: [
    .target(name: "CHexadecimal"),
    .target(
      name: "EthereumPrimitives", dependencies: ["CHexadecimal"], swiftSettings: settings),
    .target(
      name: "EngineTypes",
      dependencies: ["EthereumPrimitives", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: settings),
    .target(
      name: "SSZ",
      dependencies: ["EthereumPrimitives", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: settings),
    .target(
      name: "ConsensusTypes", dependencies: ["EngineTypes", "EthereumPrimitives", "SSZ"],
      swiftSettings: settings),
    .target(
      name: "EngineRPC",
      dependencies: [
        "EthereumPrimitives", "EngineTypes", .product(name: "Crypto", package: "swift-crypto"),
      ], swiftSettings: settings),
    .target(
      name: "EngineHTTP",
      dependencies: [
        "EngineRPC", "EngineTypes", "EthereumPrimitives",
        .product(name: "NIOCore", package: nio), .product(name: "NIOPosix", package: nio),
        .product(name: "NIOHTTP1", package: nio), .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: settings),
    .target(
      name: "LighthouseV4",
      dependencies: ["EngineHTTP", "EngineRPC", "EngineTypes", "EthereumPrimitives"],
      swiftSettings: settings),
    .target(
      name: "LighthouseV5",
      dependencies: ["EngineHTTP", "EngineRPC", "EngineTypes", "EthereumPrimitives"],
      swiftSettings: settings),
    .target(
      name: "Conversions",
      dependencies: [
        "ConsensusTypes", "EngineTypes", "EthereumPrimitives", "LighthouseV4", "LighthouseV5",
      ], swiftSettings: settings),
    .target(
      name: "ABTesting",
      dependencies: [.product(name: "Histogram", package: "hdrhistogram-swift")],
      swiftSettings: settings),
    .target(
      name: "CatchUp", dependencies: ["EngineRPC", "EngineTypes", "EthereumPrimitives"],
      swiftSettings: settings),
    .target(
      name: "Observability",
      dependencies: [
        "EngineRPC", .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Tracing", package: tracing),
      ],
      swiftSettings: settings),
    .target(
      name: "LighthouseCompatibility",
      dependencies: [
        "ABTesting", "CatchUp", "EngineHTTP", "EngineRPC", "EngineTypes", "EthereumPrimitives",
        "LighthouseV4", "LighthouseV5", "Observability",
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "NIOCore", package: nio),
        .product(name: "NIOPosix", package: nio), .product(name: "Logging", package: "swift-log"),
        .product(name: "Tracing", package: tracing),
      ], swiftSettings: settings),
    .target(
      name: "NodeIntegration",
      dependencies: [
        "EngineHTTP", "EngineRPC", "EngineTypes", "EthereumPrimitives", "LighthouseCompatibility",
        "LighthouseV5",
      ], swiftSettings: settings),
    .target(
      name: "DevChain",
      dependencies: [
        "EngineHTTP", "EngineRPC", "EngineTypes", "EthereumPrimitives", "LighthouseV5",
        "NodeIntegration",
        .product(name: "Crypto", package: "swift-crypto"),
      ], swiftSettings: settings),
    .target(
      name: "Gateway",
      dependencies: [
        "ABTesting", "CDescriptors", "ChildPrograms", "EngineHTTP", "EngineRPC", "Evidence",
        "LighthouseCompatibility", "Migration", "Observability", "Records", "SQLiteRecords", "Yams",
        .product(name: "NIOCore", package: nio), .product(name: "NIOPosix", package: nio),
        .product(name: "NIOHTTP1", package: nio), .product(name: "Logging", package: "swift-log"),
      ],
      resources: [
        .embedInCode("Page/Assets/page.html"), .embedInCode("Page/Assets/page.css"),
        .embedInCode("Page/Assets/page.js"),
      ], swiftSettings: settings),
    .target(
      name: "Recordings",
      dependencies: [
        "ChildPrograms", "EngineHTTP", "EngineRPC", "EngineTypes", "LighthouseCompatibility",
        .product(name: "NIOCore", package: nio),
      ], swiftSettings: settings),
    .target(
      name: "Chronicle",
      dependencies: ["EngineHTTP", "EngineRPC", "EngineTypes", "EthereumPrimitives"],
      swiftSettings: settings),
    .target(name: "Evidence", dependencies: ["ABTesting"], swiftSettings: settings),
    .target(name: "CDescriptors"),
    .target(name: "CSpawn"),
    .target(name: "ChildPrograms", dependencies: ["CSpawn"], swiftSettings: settings),
    .target(
      name: "Records", dependencies: [.product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: settings),
    .target(
      name: "SQLiteRecords",
      dependencies: ["Records", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: settings),
    .target(
      name: "Migration",
      dependencies: [
        "ABTesting", "ChildPrograms", "Evidence", "Records", "Yams",
        .product(name: "NIOCore", package: nio),
        .product(name: "NIOPosix", package: nio), .product(name: "NIOHTTP1", package: nio),
        .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: settings),
    .target(name: "CMalloc"),
    .executableTarget(
      name: "lighthouse-compat",
      dependencies: [
        "CMalloc",
        "ConsensusTypes", "Conversions", "DevChain", "EngineHTTP", "EngineRPC", "EngineTypes",
        "EthereumPrimitives", "Gateway", "LighthouseCompatibility", "LighthouseV4", "LighthouseV5",
        "Evidence", "Migration", "NodeIntegration", "Observability", "Recordings", "Records",
        "SQLiteRecords", "SSZ",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "NIOCore", package: nio), .product(name: "NIOPosix", package: nio),
        .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: settings),
    .target(
      name: "TestKit",
      dependencies: [
        "ChildPrograms",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
      ], path: "Tests/TestKit", swiftSettings: settings),
    .target(
      name: "ChainKit",
      dependencies: [
        "ChildPrograms", "DevChain", "EngineRPC", "EngineTypes", "EthereumPrimitives", "TestKit",
      ], path: "Tests/ChainKit", swiftSettings: settings),
    .target(
      name: "FaultProxy",
      dependencies: [
        "TestKit", .product(name: "NIOCore", package: nio),
        .product(name: "NIOPosix", package: nio),
      ], path: "Tests/FaultProxy", swiftSettings: settings),
    .executableTarget(
      name: "chaos",
      dependencies: [
        "ChainKit", "ChildPrograms", "Chronicle", "DevChain", "EngineRPC", "EngineTypes",
        "EthereumPrimitives", "FaultProxy", "Gateway", "LighthouseCompatibility", "Migration",
        "TestKit", .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "NIOCore", package: nio), .product(name: "NIOPosix", package: nio),
        .product(name: "Logging", package: "swift-log"),
      ], path: "Tests/Chaos", swiftSettings: settings),
    .target(
      name: "CoreSimulation",
      dependencies: [
        "EngineHTTP", "EngineRPC", "EngineTypes", "EthereumPrimitives", "LighthouseCompatibility",
        "TestKit", .product(name: "NIOCore", package: nio),
      ], path: "Tests/CoreSimulation", swiftSettings: settings),
    .executableTarget(
      name: "simulate",
      dependencies: [
        "CoreSimulation", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], path: "Tests/Simulate", swiftSettings: settings),
    .testTarget(
      name: "EthereumPrimitivesTests",
      dependencies: ["CHexadecimal", "EthereumPrimitives", "TestKit"], swiftSettings: settings),
    .testTarget(
      name: "EngineTypesTests",
      dependencies: ["EngineRPC", "EngineTypes", "EthereumPrimitives", "TestKit"],
      swiftSettings: settings),
    .testTarget(
      name: "SSZTests",
      dependencies: [
        "EthereumPrimitives", "SSZ", "TestKit", .product(name: "Crypto", package: "swift-crypto"),
      ], swiftSettings: settings),
    .testTarget(
      name: "ConsensusTypesTests",
      dependencies: [
        "ConsensusTypes", "EngineTypes", "EthereumPrimitives", "SSZ", "TestKit",
      ], swiftSettings: settings),
    .testTarget(
      name: "ConversionsTests",
      dependencies: [
        "ConsensusTypes", "Conversions", "EngineRPC", "EngineTypes", "EthereumPrimitives",
        "LighthouseV4", "LighthouseV5", "SSZ", "TestKit",
      ], swiftSettings: settings),
    .testTarget(
      name: "RecordingsTests",
      dependencies: [
        "EngineHTTP", "EngineRPC", "EngineTypes", "LighthouseCompatibility", "Recordings",
        "TestKit", .product(name: "NIOCore", package: nio),
      ], swiftSettings: settings),
    .testTarget(
      name: "CompatibilityTests",
      dependencies: [
        "ABTesting", "CoreSimulation", "DevChain", "EngineHTTP", "EngineRPC", "EngineTypes",
        "EthereumPrimitives", "LighthouseCompatibility", "LighthouseV4", "LighthouseV5",
        "Observability", "TestKit",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Tracing", package: tracing),
        .product(name: "NIOCore", package: nio), .product(name: "NIOEmbedded", package: nio),
        .product(name: "NIOPosix", package: nio),
      ], swiftSettings: settings),
    .testTarget(
      name: "ABTestingTests", dependencies: ["ABTesting", "TestKit"], swiftSettings: settings),
    .testTarget(
      name: "ChronicleTests",
      dependencies: [
        "Chronicle", "EngineHTTP", "EngineRPC", "EngineTypes", "EthereumPrimitives", "TestKit",
      ], swiftSettings: settings),
    .testTarget(
      name: "CatchUpTests",
      dependencies: [
        "CatchUp", "DevChain", "EngineRPC", "EngineTypes", "EthereumPrimitives", "TestKit",
      ], swiftSettings: settings),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "ChainKit", "Chronicle", "DevChain", "EngineHTTP", "EngineRPC", "EngineTypes",
        "EthereumPrimitives", "Evidence", "ChildPrograms", "Gateway", "LighthouseCompatibility",
        "Migration",
        "TestKit", "lighthouse-compat",
        .product(name: "NIOCore", package: nio),
        .product(name: "NIOPosix", package: nio), .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: settings),
    .testTarget(
      name: "FaultProxyTests",
      dependencies: [
        "ChildPrograms", "EngineHTTP", "EngineRPC", "FaultProxy", "TestKit",
        .product(name: "NIOCore", package: nio),
        .product(name: "NIOPosix", package: nio),
      ], swiftSettings: settings),
    .testTarget(
      name: "TidyTests", dependencies: [], swiftSettings: settings),
    .testTarget(
      name: "CommandLineTests",
      dependencies: ["ChildPrograms", "EngineRPC", "TestKit", "lighthouse-compat"],
      swiftSettings: settings),
    .testTarget(
      name: "DevChainTests",
      dependencies: ["DevChain", "EngineRPC", "EngineTypes", "EthereumPrimitives", "TestKit"],
      swiftSettings: settings),
    .testTarget(
      name: "EngineRPCTests",
      dependencies: ["EngineRPC", "EngineTypes", "EthereumPrimitives", "TestKit"],
      swiftSettings: settings),
    .testTarget(
      name: "EngineHTTPTests",
      dependencies: [
        "EngineHTTP", "TestKit", .product(name: "NIOCore", package: nio),
        .product(name: "NIOEmbedded", package: nio), .product(name: "NIOHTTP1", package: nio),
      ], swiftSettings: settings),
    .testTarget(
      name: "NodeIntegrationTests",
      dependencies: [
        "DevChain", "EngineHTTP", "EngineRPC", "EngineTypes", "EthereumPrimitives",
        "LighthouseCompatibility", "LighthouseV5", "NodeIntegration", "TestKit",
        .product(name: "NIOCore", package: nio), .product(name: "NIOPosix", package: nio),
      ], swiftSettings: settings),
    .executableTarget(
      name: "MigrationVoyage",
      dependencies: ["Evidence", "Migration", "Records", "SQLiteRecords", "TestKit"],
      path: "Tests/MigrationVoyage", swiftSettings: settings),
    .executableTarget(
      name: "RecordsCrasher", dependencies: ["Records", "SQLiteRecords"],
      path: "Tests/RecordsCrasher", swiftSettings: settings),
    .testTarget(
      name: "ObservabilityTests",
      dependencies: [
        "Observability", "TestKit", .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Tracing", package: tracing),
      ], swiftSettings: settings),
    .testTarget(
      name: "EvidenceTests", dependencies: ["ABTesting", "Evidence", "TestKit"],
      swiftSettings: settings),
    .testTarget(
      name: "MigrationTests",
      dependencies: [
        "ABTesting", "Evidence", "Migration", "MigrationVoyage", "Records", "SQLiteRecords",
        "TestKit",
        .product(name: "NIOCore", package: nio), .product(name: "NIOPosix", package: nio),
        .product(name: "NIOHTTP1", package: nio), .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: settings),
    .testTarget(
      name: "RecordsTests",
      dependencies: [
        "Records", "RecordsCrasher", "SQLiteRecords", "TestKit",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Crypto", package: "swift-crypto"),
      ], swiftSettings: settings),
    .testTarget(
      name: "GatewayTests",
      dependencies: [
        "ChildPrograms", "DevChain", "EngineHTTP", "EngineRPC", "EngineTypes", "Gateway",
        "LighthouseCompatibility", "Recordings", "Records", "SQLiteRecords", "TestKit",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: nio), .product(name: "NIOPosix", package: nio),
      ], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
