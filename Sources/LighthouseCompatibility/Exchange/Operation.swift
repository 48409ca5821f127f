public import EngineRPC
public import EthereumPrimitives

/// What a caller asks for, as far as routing and comparison need to know it.
///
/// A class, so that handing it on is one reference and not a dozen.
public final class Operation: Sendable {
  /// How an operation is routed.
  public enum Kind: Sendable, Hashable {
    /// Changes an engine's state: goes through each engine's lane, in the caller's order.
    case newPayload, forkchoiceUpdated
    /// Belongs to the engine that minted the id.
    case getPayload
    /// Goes to both engines, or the other one's builds would stay empty.
    case sendRawTransaction
    case read
  }

  public let kind: Kind
  public let method: String
  /// The block that a newPayload or forkchoiceUpdated is about, as text.
  public let block: String?
  /// The same, where it is a hash.
  public let blockHash: Hash32?
  /// The parent of a newPayload's block, as text.
  public let parentBlock: String?
  /// The id that a getPayload asks for, as text.
  public let payloadId: String?
  /// Whether a forkchoiceUpdated asks for a build.
  public let hasAttributes: Bool
  /// The root that a forkchoiceUpdated's build fixes, as text.
  public let parentBeaconBlockRoot: String?
  /// The size of the request in bytes.
  public let size: Int

  public init(method: String, envelope: Envelope, size: Int) {
    self.method = method
    self.size = size
    kind = Self.kind(of: method)
    switch kind {
    case .newPayload: block = envelope[.blockHash]
    case .forkchoiceUpdated: block = envelope[.headBlockHash]
    case .getPayload, .sendRawTransaction, .read: block = nil
    }
    blockHash = block.flatMap { try? Hash32(hex: $0) }
    parentBlock = kind == .newPayload ? envelope[.parentHash] : nil
    payloadId = kind == .getPayload ? envelope[.firstParameter] : nil
    hasAttributes = kind == .forkchoiceUpdated && envelope.hasAttributes
    parentBeaconBlockRoot = hasAttributes ? envelope[.parentBeaconBlockRoot] : nil
  }

  /// An operation of which only the method and the block are known.
  init(method: String, block: String?) {
    self.method = method
    self.block = block
    kind = Self.kind(of: method)
    blockHash = block.flatMap { try? Hash32(hex: $0) }
    (parentBlock, payloadId, parentBeaconBlockRoot) = (nil, nil, nil)
    (hasAttributes, size) = (false, 0)
  }

  /// Whether each engine must see the operation, in order.
  public var changesState: Bool { kind == .newPayload || kind == .forkchoiceUpdated }

  /// Whether a follower that lags must still get it: what changes state, and transactions, or the
  /// other engine's builds would be empty after a rollback.
  public var mustArrive: Bool { changesState || kind == .sendRawTransaction }

  /// Whether it asks for nothing but what is there, or goes where reads go.
  public var isRead: Bool { kind == .read || kind == .sendRawTransaction }

  /// The flag that may select its version.
  public var flag: FlaggedOperation? {
    switch kind {
    case .newPayload: .newPayload
    case .forkchoiceUpdated: .forkchoiceUpdated
    case .getPayload: .getPayload
    case .sendRawTransaction, .read: nil
    }
  }

  /// The name under which the operation is counted: the method without its version.
  public var label: String { EngineMethod(name: method)?.family.rawValue ?? method }

  private static func kind(of method: String) -> Kind {
    if method == "eth_sendRawTransaction" { return .sendRawTransaction }
    return switch EngineMethod(name: method)?.family {
    case .newPayload: .newPayload
    case .forkchoiceUpdated: .forkchoiceUpdated
    case .getPayload: .getPayload
    case .getPayloadBodiesByHash, .getPayloadBodiesByRange, .getClientVersion, nil: .read
    }
  }
}
