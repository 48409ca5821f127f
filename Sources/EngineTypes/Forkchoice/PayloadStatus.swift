public import EthereumPrimitives

/// What an engine says of a payload.
///
/// Engine API, paris.md, «PayloadStatusV1».
public struct PayloadStatus: Hashable, Sendable {
  /// The five words that an engine may say.
  public enum Status: String, Sendable, CaseIterable {
    case valid = "VALID"
    case invalid = "INVALID"
    case syncing = "SYNCING"
    case accepted = "ACCEPTED"
    case invalidBlockHash = "INVALID_BLOCK_HASH"

    /// Whether this says what the block is, rather than that the engine cannot tell yet.
    public var isDefinite: Bool {
      switch self {
      case .valid, .invalid, .invalidBlockHash: true
      case .syncing, .accepted: false
      }
    }
  }

  public var status: Status
  /// Null in an INVALID for a malformed block, the last valid ancestor in one for an executed block.
  public var latestValidHash: Hash32?
  /// Free text of the engine: never compared.
  public var validationError: String?

  public init(status: Status, latestValidHash: Hash32? = nil, validationError: String? = nil) {
    self.status = status
    self.latestValidHash = latestValidHash
    self.validationError = validationError
  }
}
