import EngineRPC
public import EthereumPrimitives

/// How the engine stands to the node's chain.
public struct SyncStatus: Hashable, Sendable {
  /// How far an engine that syncs has come, in block numbers.
  public struct Progress: Hashable, Sendable {
    public let startingBlock: UInt64
    public let currentBlock: UInt64
    public let highestBlock: UInt64
  }

  /// Nil where the engine says that it does not sync.
  public let progress: Progress?
  /// The engine's own head.
  public let head: ExecutionBlock?
  /// The head that the node made it; nil before the node had one.
  public let nodeHead: Hash32?

  /// Whether the engine is where the node is.
  public var isSynced: Bool {
    progress == nil && head != nil && (nodeHead == nil || head?.hash == nodeHead)
  }
}

/// What eth_syncing answers: false, or an object.
struct SyncAnswer: EngineDecodable, Sendable {
  let progress: SyncStatus.Progress?

  init(from scanner: inout JSONScanner) throws(JSONError) {
    if try scanner.peekKind() == .bool {
      guard try !scanner.readBool() else { throw JSONError(.value("true is no progress")) }
      progress = nil
      return
    }
    var quantities: [String: UInt64] = [:]
    try scanner.readObject { (name, scanner) throws(JSONError) in
      switch name {
      case "startingBlock", "currentBlock", "highestBlock":
        quantities[name] = try scanner.readQuantity()
      default: try scanner.skipValue()
      }
    }
    guard let current = quantities["currentBlock"], let highest = quantities["highestBlock"] else {
      throw JSONError(.missingMember("currentBlock"))
    }
    progress = SyncStatus.Progress(
      startingBlock: quantities["startingBlock"] ?? 0, currentBlock: current,
      highestBlock: highest)
  }
}
