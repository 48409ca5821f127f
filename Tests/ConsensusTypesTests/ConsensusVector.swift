import ConsensusTypes
import EthereumPrimitives
import Foundation
import SSZ
import TestKit
import Testing

/// An object that the consensus specification's own code encoded and hashed.
struct ConsensusVector: Sendable {
  let line: Int
  let kind: String
  let fork: ConsensusFork
  let type: ConsensusType
  let value: BeaconValue
  let ssz: [UInt8]
  let root: Hash32
  let messageRoot: Hash32?
  let bodyRoot: Hash32?

  /// Every vector of the fixture.
  static func all() throws -> [ConsensusVector] { try loaded.get() }

  private static let loaded = Result {
    try Fixture("ssz/vectors.jsonl.gz").lines().enumerated().map {
      try ConsensusVector(line: $0 + 1, json: $1)
    }
  }

  /// The first vector of that sort.
  static func first(
    _ type: ConsensusType, _ fork: ConsensusFork, kind: String
  ) throws -> ConsensusVector {
    let found = try all().first { $0.type == type && $0.fork == fork && $0.kind == kind }
    return try #require(found, "no vector \(type) \(fork) \(kind)")
  }

  private init(line: Int, json: Data) throws {
    let tree = try BeaconValue(jsonObject: JSONSerialization.jsonObject(with: json))
    func text(_ name: String) throws -> String {
      guard case .string(let text) = tree[name] else {
        throw UnexpectedJSON(description: "line \(line): \(name)")
      }
      return text
    }
    func optionalRoot(_ name: String) throws -> Hash32? {
      tree[name] == nil ? nil : try Hash32(hex: text(name))
    }
    self.line = line
    kind = try text("kind")
    fork = try #require(ConsensusFork(rawValue: text("fork")))
    type = try #require(ConsensusType(rawValue: text("type")))
    value = try #require(tree["value"]).sorted
    ssz = try Hex.decodeData(text("ssz"))
    root = try Hash32(hex: text("root"))
    messageRoot = try optionalRoot("message_root")
    bodyRoot = try optionalRoot("body_root")
  }
}

extension ConsensusVector: CustomStringConvertible {
  var description: String { "line \(line): \(fork) \(type.rawValue) \(kind)" }
}
