public import EngineHTTP
public import EngineTypes
public import EthereumPrimitives
public import LighthouseCompatibility

/// Why an operation of the node's did not come to what was asked.
public enum NodeError: Error, Hashable, Sendable {
  /// As many operations wait as may; nothing was told to an engine.
  case tooBusy(waiting: Int, limit: Int)
  /// The turn did not come in time; nothing was told to an engine.
  case waitedTooLong(Duration)
  /// The task was cancelled before its turn; nothing was told to an engine.
  case cancelled
  /// The engine calls a block INVALID: null in its latestValidHash for a malformed one.
  case invalid(block: Hash32, latestValidHash: Hash32?, detail: String?)
  /// The engine cannot tell what a block is, where it has to be able to.
  case undecided(block: Hash32, PayloadStatus.Status)
  /// The engine is asked for a build and gives no id.
  case noPayloadID(parent: Hash32)
  /// What was built is not what was asked for.
  case otherBuild(BuildDifference)
  /// A payload of Deneb comes without the parent beacon block root that it was built with.
  case noParentBeaconBlockRoot(block: Hash32)
  /// Withdrawals in a block of a fork that has none.
  case withdrawalsBeforeShanghai(count: Int, timestamp: UInt64)
  /// A build of Deneb needs the root that its attributes carry.
  case parentBeaconBlockRootNeeded(timestamp: UInt64)
  /// Neither the node nor the engine has a head.
  case noHead
  /// Neither the node nor the engine knows the block.
  case unknownBlock(Hash32)
  /// An ancestor of what is finalized is to be finalized.
  case finalizedBackwards(asked: Hash32, finalized: Hash32)
  /// What is to be finalized is no ancestor of the head.
  case notAncestor(asked: Hash32, head: Hash32)
  /// A block does not descend from what is finalized.
  case conflictsWithFinalized(block: Hash32, finalized: Hash32)
  /// The engine answers with another block than it was asked for.
  case otherBlock(asked: BlockQuery, actual: Hash32)
  /// A flag selects a side that cannot be selected.
  case flagRefused(FlaggedOperation, Side, reason: String)
  /// A call to the engine failed; the method's name without its version.
  case call(String, EngineCallError)
  /// The compatibility layer is shut down.
  case closed
}

extension NodeError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooBusy(let waiting, let limit): "\(waiting) operations wait, of at most \(limit)"
    case .waitedTooLong(let patience): "the turn did not come within \(patience)"
    case .cancelled: "cancelled before anything was told to an engine"
    case .invalid(let block, let latest, let detail):
      "block \(block) is INVALID, latestValidHash \(latest?.description ?? "null")"
        + (detail.map { ": \($0)" } ?? "")
    case .undecided(let block, let status): "the engine says \(status.rawValue) of block \(block)"
    case .noPayloadID(let parent): "the engine gave no payloadId for a build on \(parent)"
    case .otherBuild(let difference): "another build than asked for: \(difference)"
    case .noParentBeaconBlockRoot(let block):
      "payload \(block) is of Deneb and comes without a parent beacon block root"
    case .withdrawalsBeforeShanghai(let count, let timestamp):
      "\(count) withdrawals at \(timestamp), before Shanghai"
    case .parentBeaconBlockRootNeeded(let timestamp):
      "a build at \(timestamp) is of Cancun and needs a parent beacon block root"
    case .noHead: "neither the node nor the engine has a head"
    case .unknownBlock(let hash): "block \(hash) is unknown to the engine"
    case .finalizedBackwards(let asked, let finalized):
      "\(asked) cannot be finalized: it lies before \(finalized), which is"
    case .notAncestor(let asked, let head):
      "\(asked) cannot be finalized: it is no ancestor of the head \(head)"
    case .conflictsWithFinalized(let block, let finalized):
      "block \(block) does not descend from \(finalized), which is finalized"
    case .otherBlock(let asked, let actual): "asked for block \(asked), got \(actual)"
    case .flagRefused(let operation, let side, let reason):
      "\(operation.rawValue) cannot be given to \(side.rawValue): \(reason)"
    case .call(let method, let error): "\(method): \(error)"
    case .closed: "the compatibility layer is shut down"
    }
  }
}
