/// Every error code of JSON-RPC and of the Engine API («common.md», Errors).
public enum EngineErrorCode: Int, Sendable, CaseIterable {
  case parseError = -32700
  case invalidRequest = -32600
  case methodNotFound = -32601
  case invalidParams = -32602
  case internalError = -32603
  case serverError = -32000
  case unknownPayload = -38001
  case invalidForkchoiceState = -38002
  case invalidPayloadAttributes = -38003
  case tooLargeRequest = -38004
  case unsupportedFork = -38005
  case tooDeepReorg = -38006

  /// The message that the specification gives the code.
  public var message: String {
    switch self {
    case .parseError: "Parse error"
    case .invalidRequest: "Invalid request"
    case .methodNotFound: "Method not found"
    case .invalidParams: "Invalid parameters"
    case .internalError: "Internal error"
    case .serverError: "Server error"
    case .unknownPayload: "Unknown payload"
    case .invalidForkchoiceState: "Invalid forkchoice state"
    case .invalidPayloadAttributes: "Invalid payload attributes"
    case .tooLargeRequest: "Too large request"
    case .unsupportedFork: "Unsupported fork"
    case .tooDeepReorg: "Too deep reorg"
    }
  }

  /// Whether the code is an answer about the request rather than a failure of the engine.
  public var isSemantic: Bool {
    switch self {
    case .parseError, .internalError, .serverError: false
    case .invalidRequest, .methodNotFound, .invalidParams, .unknownPayload,
      .invalidForkchoiceState, .invalidPayloadAttributes, .tooLargeRequest, .unsupportedFork,
      .tooDeepReorg:
      true
    }
  }
}
