public import EngineHTTP
public import EngineRPC
import EngineTypes
import EthereumPrimitives

extension ChronicleAnswer {
  /// Outlines a JSON-RPC response; what is none is a failure.
  public init(method: String, response: MessageBody) {
    let parsed: Result<JSONValue, JSONError> = response.withContiguousBytes { bytes in
      do throws(JSONError) {
        return .success(try JSONValue(parsing: bytes))
      } catch {
        return .failure(error)
      }
    }
    switch parsed {
    case .success(let value): self.init(method: method, response: value)
    case .failure(let error): self = .failure("no JSON: \(error)")
    }
  }

  /// Outlines a JSON-RPC response; what is none is a failure.
  public init(method: String, response: JSONValue) {
    if case .object? = response["error"], let error = response["error"] {
      self = Self.error(error)
    } else if let result = response["result"] {
      self.init(method: method, result: result)
    } else {
      self = .failure("neither result nor error")
    }
  }

  /// Outlines a result.
  public init(method: String, result: JSONValue) {
    var outline = ResultOutline(digest: CanonicalDigest(of: result))
    switch EngineMethod(name: method)?.family {
    case .newPayload: outline.readStatus(result)
    case .forkchoiceUpdated:
      outline.readStatus(result["payloadStatus"] ?? .null)
      outline.payloadId = result["payloadId"]?.stringValue?.lowercased()
    case .getPayload: outline.built = BuiltOutline(result)
    case .getPayloadBodiesByHash, .getPayloadBodiesByRange, .getClientVersion, nil: break
    }
    self = .result(outline)
  }

  private static func error(_ error: JSONValue) -> ChronicleAnswer {
    guard case .number(let digits)? = error["code"], let code = Int(digits) else {
      return .failure("an error object without a whole number as code")
    }
    let isOwn = error["data"]?["source"]?.stringValue == RPCMessage.ownSource
    return .error(ErrorOutline(code: code, isOwn: isOwn, digest: CanonicalDigest(of: error)))
  }
}

extension ResultOutline {
  fileprivate mutating func readStatus(_ value: JSONValue) {
    status = value["status"]?.stringValue.flatMap(PayloadStatus.Status.init(rawValue:))
    latestValidHash = value["latestValidHash"]?.stringValue.flatMap { try? Hash32(hex: $0) }
  }
}

extension BuiltOutline {
  /// The members of a payload that one version of getPayload has and another has not.
  static let denebMembers: Set<String> = ["blobGasUsed", "excessBlobGas"]

  /// Outlines the result of getPayload, of any version; nil where it holds no payload.
  init?(_ result: JSONValue) {
    let payload = result["executionPayload"] ?? result
    guard let hash = payload["blockHash"]?.stringValue.flatMap({ try? Hash32(hex: $0) }) else {
      return nil
    }
    self.init(
      blockHash: hash, digest: CanonicalDigest(of: payload, without: Self.denebMembers),
      blockValue: result["blockValue"]?.stringValue?.lowercased())
  }
}
