/// The containers whose members the scanner looks at, and by which name it knows them.
enum WatchedContainer: Sendable {
  case envelope, params, firstParameter, secondParameter, result, payloadStatus, error
  case other

  /// The field that a member of this container is kept as.
  func field(named name: MemberName) -> EnvelopeField? {
    switch (self, name) {
    case (.firstParameter, .headBlockHash): .headBlockHash
    case (.firstParameter, .safeBlockHash): .safeBlockHash
    case (.firstParameter, .finalizedBlockHash): .finalizedBlockHash
    case (.firstParameter, .parentHash): .parentHash
    case (.firstParameter, .blockHash): .blockHash
    case (.firstParameter, .timestamp): .timestamp
    case (.firstParameter, .blobGasUsed): .blobGasUsed
    case (.firstParameter, .excessBlobGas): .excessBlobGas
    case (.secondParameter, .timestamp): .attributesTimestamp
    case (.secondParameter, .parentBeaconBlockRoot): .parentBeaconBlockRoot
    case (.result, .status), (.payloadStatus, .status): .status
    case (.result, .latestValidHash), (.payloadStatus, .latestValidHash): .latestValidHash
    case (.result, .payloadId): .payloadId
    case (.error, .code): .errorCode
    case (.error, .message): .errorMessage
    default: nil
    }
  }

  /// The container that a member's object or array is.
  func container(named name: MemberName) -> WatchedContainer {
    switch (self, name) {
    case (.envelope, .params): .params
    case (.envelope, .result): .result
    case (.envelope, .error): .error
    case (.result, .payloadStatus): .payloadStatus
    default: .other
    }
  }

  /// The names that a message is routed on here: each must come once, and in this spelling.
  var routedNames: MemberNames {
    switch self {
    case .envelope: Self.namesOfEnvelope
    case .firstParameter: Self.namesOfFirstParameter
    case .secondParameter: Self.namesOfSecondParameter
    case .params, .result, .payloadStatus, .error, .other: []
    }
  }

  private static let namesOfEnvelope = MemberNames(
    .jsonrpc, .id, .method, .params, .result, .error)
  private static let namesOfFirstParameter = MemberNames(
    .headBlockHash, .safeBlockHash, .finalizedBlockHash, .parentHash, .blockHash, .timestamp,
    .blobGasUsed, .excessBlobGas)
  private static let namesOfSecondParameter = MemberNames(
    .timestamp, .parentBeaconBlockRoot, .withdrawals)
}
