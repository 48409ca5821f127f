import EngineHTTP
public import EngineTypes
public import EthereumPrimitives

/// What a status says of a block, read as Lighthouse reads it.
public enum PayloadJudgement: Hashable, Sendable {
  case valid
  /// INVALID, or INVALID_BLOCK_HASH; null in the latestValidHash for a malformed block.
  case invalid(latestValidHash: Hash32?)
  /// SYNCING or ACCEPTED: the engine cannot tell yet.
  case undecided(PayloadStatus.Status)
  /// VALID with another block's hash beside it.
  case contradictory(latestValidHash: Hash32?)

  public init(_ status: PayloadStatus, of block: Hash32) {
    do throws(EngineCallError) {
      switch try status.read(for: block).status {
      case .valid: self = .valid
      case .invalid, .invalidBlockHash: self = .invalid(latestValidHash: status.latestValidHash)
      case .syncing: self = .undecided(.syncing)
      case .accepted: self = .undecided(.accepted)
      }
    } catch {
      self = .contradictory(latestValidHash: status.latestValidHash)
    }
  }
}
