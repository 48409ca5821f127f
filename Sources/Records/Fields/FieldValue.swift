public import Foundation

/// A value as a store keeps it.
public enum FieldValue: Hashable, Sendable {
  case text(String)
  case integer(Int64)
  case flag(Bool)
  case bytes(Data)
  /// JSON text, which an export embeds as it is.
  case document(String)
  case none

  /// The bytes it takes, without what a store adds.
  var size: Int {
    switch self {
    case .text(let text), .document(let text): text.utf8.count
    case .bytes(let data): data.count
    case .integer, .flag: 8
    case .none: 0
    }
  }
}
