import EngineRPC
import EthereumPrimitives

/// What a driver knows of the chain, the engines and the caller, for the driver that takes its
/// place: after it the safety rules hold as if there had been one driver.
///
/// Nothing of it is under way: it is taken when every caller has its answer.
public struct CarriedState: Sendable, Hashable, Codable {
  /// One build that a caller may still ask for.
  struct Build: Sendable, Hashable, Codable {
    var id: String
    var minter: String
    var ids: [String: String]
    var head: String?
    var parentBeaconBlockRoot: String?
    var lost: [String]
    /// In seconds of the machine's clock that does not go back.
    var minted: Double
  }

  /// What the caller was told of a block.
  struct Word: Sendable, Hashable, Codable {
    var block: String
    var word: String
    var side: String
  }

  /// A call with the bytes it came in.
  struct Call: Sendable, Hashable, Codable {
    var body: [UInt8]
    var callerID: String?
    var callerVersion: String?
  }

  /// What is known of one side's engine.
  struct Engine: Sendable, Hashable, Codable {
    var behind: String?
    var wrongChain: String?
    var chainID: String?
    var genesis: String?
    var capabilities: [String]?
    var givesIDsBack = false
    var lastForkchoice: Call?
    var owesForkchoice = false
    var bridge: Bridge?
  }

  /// What a bridge to V3's words has learned.
  struct Bridge: Sendable, Hashable, Codable {
    var cancunSince: UInt64?
    /// Builds begun in V3's words with their root, oldest first.
    var builds: [[String]] = []
    /// Oldest first.
    var blocks: [DenebBlock] = []
  }

  struct DenebBlock: Sendable, Hashable, Codable {
    var block: String
    var blobGasUsed: UInt64
    var excessBlobGas: UInt64
    var parentBeaconBlockRoot: String
  }

  /// As `MigrationMode` is written.
  public internal(set) var mode: String
  /// How often the mode has changed.
  var epoch: UInt64
  var topology: String
  var isTopologyKnown: Bool
  var freeze: String?
  var lastForkchoiceSide: String?
  var builds: [Build]
  /// Oldest first.
  var words: [Word]
  var contested: [String]
  var latestForkchoice: Call?
  /// Payloads that the caller may still make its head, with their parents, oldest first.
  var unfollowed: [[String]]?
  /// The claims `id` and `clv` of whoever tells the forkchoice.
  var writer: [String?]?
  /// In seconds of the machine's clock that does not go back.
  var writerSeen: Double
  var engines: [String: Engine]

  /// Builds and statuses that are carried, for the log.
  public var summary: String {
    "\(builds.count) builds, \(words.count) statuses"
  }

  var writerIdentity: CallerIdentity? {
    guard let writer, writer.count == 2 else { return nil }
    return CallerIdentity(id: writer[0], clientVersion: writer[1])
  }

  /// Drops what is known of a side whose engine is another one now; it has to be looked at.
  public mutating func forget(_ side: Side) {
    engines[side.rawValue] = Engine(behind: BehindReason.returned.rawValue)
    isTopologyKnown = false
    topology = Topology.separate.rawValue
  }
}
