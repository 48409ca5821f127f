#if canImport(Glibc)
  import Glibc
#endif

/// A member's name, as far as the scanner minds it.
enum MemberName: UInt8, Sendable, CaseIterable {
  // the envelope
  case jsonrpc, id, method, params, result, error
  // a payload
  case parentHash, blockHash, timestamp, blobGasUsed, excessBlobGas
  // a forkchoice and its attributes
  case headBlockHash, safeBlockHash, finalizedBlockHash, parentBeaconBlockRoot, withdrawals
  // what an engine says
  case payloadStatus, status, latestValidHash, payloadId, code, message
  case other

  /// The name that these bytes spell; `other` where they spell none of these.
  init(_ bytes: UnsafeRawBufferPointer) {
    self = Self.first(as: bytes) { $0.spells($1) }
  }

  /// The name that these bytes spell but for the case of its letters.
  init(anyCase bytes: UnsafeRawBufferPointer) {
    self = Self.first(as: bytes) { $0.spellsInAnyCase($1) }
  }

  var text: StaticString {
    switch self {
    case .jsonrpc: "jsonrpc"
    case .id: "id"
    case .method: "method"
    case .params: "params"
    case .result: "result"
    case .error: "error"
    case .parentHash: "parentHash"
    case .blockHash: "blockHash"
    case .timestamp: "timestamp"
    case .blobGasUsed: "blobGasUsed"
    case .excessBlobGas: "excessBlobGas"
    case .headBlockHash: "headBlockHash"
    case .safeBlockHash: "safeBlockHash"
    case .finalizedBlockHash: "finalizedBlockHash"
    case .parentBeaconBlockRoot: "parentBeaconBlockRoot"
    case .withdrawals: "withdrawals"
    case .payloadStatus: "payloadStatus"
    case .status: "status"
    case .latestValidHash: "latestValidHash"
    case .payloadId: "payloadId"
    case .code: "code"
    case .message: "message"
    case .other: ""
    }
  }

  /// The length goes first: it leaves three names at most to be looked at.
  @inline(__always)
  private static func first(
    as bytes: UnsafeRawBufferPointer, _ matches: (UnsafeRawBufferPointer, StaticString) -> Bool
  ) -> MemberName {
    func among(_ a: MemberName, _ b: MemberName? = nil, _ c: MemberName? = nil) -> MemberName {
      if matches(bytes, a.text) { return a }
      if let b, matches(bytes, b.text) { return b }
      if let c, matches(bytes, c.text) { return c }
      return .other
    }
    return switch bytes.count {
    case 2: among(.id)
    case 4: among(.code)
    case 5: among(.error)
    case 6: bytes[0] | 0x20 == UInt8(ascii: "s") ? among(.status) : among(.method, .params, .result)
    case 7: among(.jsonrpc, .message)
    case 9: among(.blockHash, .timestamp, .payloadId)
    case 10: among(.parentHash)
    case 11: among(.blobGasUsed, .withdrawals)
    case 13:
      bytes[0] | 0x20 == UInt8(ascii: "p")
        ? among(.payloadStatus) : among(.headBlockHash, .safeBlockHash, .excessBlobGas)
    case 15: among(.latestValidHash)
    case 18: among(.finalizedBlockHash)
    case 21: among(.parentBeaconBlockRoot)
    default: .other
    }
  }
}

/// Several names.
struct MemberNames: OptionSet, Sendable {
  var rawValue: UInt32

  init(rawValue: UInt32) { self.rawValue = rawValue }

  init(_ names: MemberName...) {
    rawValue = names.reduce(0) { $0 | 1 << UInt32($1.rawValue) }
  }

  func contains(_ name: MemberName) -> Bool {
    rawValue & 1 << UInt32(name.rawValue) != 0
  }

  mutating func insert(_ name: MemberName) {
    rawValue |= 1 << UInt32(name.rawValue)
  }
}

extension UnsafeRawBufferPointer {
  /// Whether these bytes are a text's.
  @inline(__always)
  func spells(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount, let baseAddress else { return false }
    return memcmp(baseAddress, text.utf8Start, count) == 0
  }

  /// Whether these bytes are a text's, which consists of letters alone, in whatever case.
  fileprivate func spellsInAnyCase(_ text: StaticString) -> Bool {
    count == text.utf8CodeUnitCount
      && indices.allSatisfy { self[$0] | 0x20 == text.utf8Start[$0] | 0x20 }
  }
}
