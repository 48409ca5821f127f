package import EngineRPC
package import EngineTypes
package import Foundation
import TestKit

/// The chains of the end-to-end tests; block n is at 1,700,000,000 + 12 n.
package enum ChainGenesis: String, Sendable {
  case shanghai
  /// Shanghai until block 7, Cancun from block 8 on.
  case cancun

  package static let timestamp: UInt64 = 1_700_000_000
  package static let firstCancunBlock = 8

  package var file: URL { Fixture("eels/genesis-\(rawValue).json").url }

  package var forks: ForkSchedule {
    switch self {
    case .shanghai: ForkSchedule(shanghaiTime: 0)
    case .cancun:
      ForkSchedule(
        shanghaiTime: 0, cancunTime: Self.timestamp + 12 * UInt64(Self.firstCancunBlock))
    }
  }

  /// Signed transfers of one account, in the order of their nonces.
  package static func transactions() throws -> [JSONValue] {
    let file = try JSONValue(parsing: Fixture("eels/shanghai-transactions.json").data())
    return file["transactions"]?.arrayValue ?? []
  }
}
