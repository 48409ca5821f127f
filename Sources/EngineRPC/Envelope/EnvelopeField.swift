/// What the scanner keeps of a message besides its envelope: the scalars that routing, status
/// reading and comparison need, so that a payload of megabytes is never decoded for them.
public enum EnvelopeField: String, Sendable, CaseIterable {
  // params[0] of forkchoiceUpdated
  case headBlockHash, safeBlockHash, finalizedBlockHash
  // params[0] of newPayload
  case parentHash, blockHash, timestamp, blobGasUsed, excessBlobGas
  // params[0] where it is a scalar: a payload id, a raw transaction's beginning, a block's number
  case firstParameter
  // params[1] of forkchoiceUpdated
  case attributesTimestamp, parentBeaconBlockRoot
  // result of newPayload, and of forkchoiceUpdated one level further down
  case status, latestValidHash, payloadId
  // error
  case errorCode, errorMessage
}

/// The containers whose members the scanner looks at, and by which name it knows them.
enum WatchedContainer: Sendable {
  case envelope, params, firstParameter, secondParameter, result, payloadStatus, error
  case other

  /// The field that a member of this container is kept as.
  func field(named name: String) -> EnvelopeField? {
    switch self {
    case .firstParameter: Self.ofFirstParameter(name)
    case .secondParameter:
      switch name {
      case "timestamp": .attributesTimestamp
      case "parentBeaconBlockRoot": .parentBeaconBlockRoot
      default: nil
      }
    case .result, .payloadStatus:
      switch name {
      case "status": .status
      case "latestValidHash": .latestValidHash
      case "payloadId": self == .result ? .payloadId : nil
      default: nil
      }
    case .error:
      switch name {
      case "code": .errorCode
      case "message": .errorMessage
      default: nil
      }
    case .envelope, .params, .other: nil
    }
  }

  private static func ofFirstParameter(_ name: String) -> EnvelopeField? {
    switch name {
    case "headBlockHash": .headBlockHash
    case "safeBlockHash": .safeBlockHash
    case "finalizedBlockHash": .finalizedBlockHash
    case "parentHash": .parentHash
    case "blockHash": .blockHash
    case "timestamp": .timestamp
    case "blobGasUsed": .blobGasUsed
    case "excessBlobGas": .excessBlobGas
    default: nil
    }
  }

  /// The container that a member's object or array is.
  func container(named name: String) -> WatchedContainer {
    switch (self, name) {
    case (.envelope, "params"): .params
    case (.envelope, "result"): .result
    case (.envelope, "error"): .error
    case (.result, "payloadStatus"): .payloadStatus
    default: .other
    }
  }

  /// The names that a message is routed on here: each must come once, and in this spelling.
  var routedNames: [String] {
    switch self {
    case .envelope: RoutedNames.envelope
    case .firstParameter: RoutedNames.firstParameter
    case .secondParameter: RoutedNames.secondParameter
    case .params, .result, .payloadStatus, .error, .other: RoutedNames.none
    }
  }
}

/// The tables behind `routedNames`, made once.
private enum RoutedNames {
  static let none: [String] = []
  static let envelope = ["jsonrpc", "id", "method", "params", "result", "error"]
  static let firstParameter = [
    "headBlockHash", "safeBlockHash", "finalizedBlockHash", "parentHash", "blockHash", "timestamp",
    "blobGasUsed", "excessBlobGas",
  ]
  static let secondParameter = ["timestamp", "parentBeaconBlockRoot", "withdrawals"]
}
