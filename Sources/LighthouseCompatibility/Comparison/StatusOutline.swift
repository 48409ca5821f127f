import EngineRPC
import EngineTypes

/// What a payload status says, as text: enough to compare and to remember.
struct StatusOutline: Sendable, Hashable {
  var status: PayloadStatus.Status
  /// Nil for null.
  var latestValidHash: String?

  /// Reads it off an answer's outline; nil where the answer holds no status.
  init?(_ envelope: Envelope) {
    guard let status = Self.status(in: envelope) else { return nil }
    let hash = envelope[.latestValidHash].map(Self.lowercased)
    // INVALID_BLOCK_HASH is the older word for INVALID with a null hash.
    self.status = status == .invalidBlockHash ? .invalid : status
    latestValidHash = hash == "null" || status == .invalidBlockHash ? nil : hash
  }

  /// The status alone; nil where an answer holds none.
  static func status(in envelope: Envelope) -> PayloadStatus.Status? {
    envelope[.status].flatMap(PayloadStatus.Status.init(rawValue:))
  }

  /// Nearly every engine writes small letters, and then there is nothing to make.
  private static func lowercased(_ text: String) -> String {
    var copy = text
    let isSmall = copy.withUTF8 { bytes in
      bytes.allSatisfy { $0 &- UInt8(ascii: "A") > UInt8(ascii: "Z") - UInt8(ascii: "A") }
    }
    return isSmall ? text : text.lowercased()
  }
}
