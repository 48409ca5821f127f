import EngineRPC
import EngineTypes

/// What a payload status says, as text: enough to compare and to remember.
struct StatusOutline: Sendable, Hashable {
  var status: PayloadStatus.Status
  /// Nil for null.
  var latestValidHash: String?

  /// Reads it off an answer's outline; nil where the answer holds no status.
  init?(_ envelope: Envelope) {
    guard let status = envelope[.status].flatMap(PayloadStatus.Status.init(rawValue:)) else {
      return nil
    }
    let hash = envelope[.latestValidHash]?.lowercased()
    // INVALID_BLOCK_HASH is the older word for INVALID with a null hash.
    self.status = status == .invalidBlockHash ? .invalid : status
    latestValidHash = hash == "null" || status == .invalidBlockHash ? nil : hash
  }
}
