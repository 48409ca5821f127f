/// A JSON-RPC error object.
public struct EngineError: Error, Hashable, Sendable {
  /// The code as sent; `knownCode` names it where the specification does.
  public var code: Int
  public var message: String
  /// The text of `data.err`, where there is one.
  public var detail: String?

  public init(code: Int, message: String, detail: String? = nil) {
    self.code = code
    self.message = message
    self.detail = detail
  }

  public init(_ code: EngineErrorCode, message: String? = nil, detail: String? = nil) {
    self.init(code: code.rawValue, message: message ?? code.message, detail: detail)
  }

  public var knownCode: EngineErrorCode? { EngineErrorCode(rawValue: code) }
}

extension EngineError: CustomStringConvertible {
  public var description: String {
    detail.map { "\(code) \(message): \($0)" } ?? "\(code) \(message)"
  }
}
