public import EngineRPC
public import EngineTypes
import EthereumPrimitives

extension DevEngine {
  /// Answers one JSON-RPC call by its method and parameters.
  ///
  /// Methods: `methods` and a few of eth_; every other name is -32601.
  public mutating func answer(
    method: String, params: JSONValue
  ) -> Result<JSONValue, EngineError> {
    do throws(EngineError) {
      if let known = EngineMethod(name: method), Self.methods.contains(method) {
        return .success(try engineAnswer(known, params))
      }
      if let answer = try connectionAnswer(method, params) { return .success(answer) }
      if let answer = try chainAnswer(method, params) { return .success(answer) }
      throw EngineError(
        .methodNotFound, message: "the method \(method) does not exist/is not available")
    } catch {
      return .failure(error)
    }
  }

  /// The engine_ methods served, as engine_exchangeCapabilities lists them.
  public static let methods = [
    "engine_forkchoiceUpdatedV1", "engine_forkchoiceUpdatedV2", "engine_forkchoiceUpdatedV3",
    "engine_getClientVersionV1", "engine_getPayloadBodiesByHashV1",
    "engine_getPayloadBodiesByRangeV1", "engine_getPayloadV1", "engine_getPayloadV2",
    "engine_getPayloadV3", "engine_newPayloadV1", "engine_newPayloadV2", "engine_newPayloadV3",
  ]

  private mutating func engineAnswer(
    _ method: EngineMethod, _ params: JSONValue
  ) throws(EngineError) -> JSONValue {
    switch method.family {
    case .newPayload: return try newPayloadAnswer(method.version, params)
    case .forkchoiceUpdated:
      let arguments = try EngineArguments(params, 1...2)
      return try forkchoiceUpdated(
        version: method.version, try arguments.required(0), attributes: try arguments.optional(1)
      ).json
    case .getPayload:
      let id: PayloadID = try EngineArguments(params, 1...1).bytes(0)
      let built = try getPayload(version: method.version, id)
      return method.version == 1 ? built.payload.json : built.json
    case .getPayloadBodiesByHash:
      let arguments = try EngineArguments(params, 1...1)
      return Self.list(try payloadBodies(hashes: try arguments.hashesIfPresent(0) ?? []))
    case .getPayloadBodiesByRange:
      let arguments = try EngineArguments(params, 2...2)
      let (start, count) = (try arguments.quantity(0), try arguments.quantity(1))
      return Self.list(try payloadBodies(start: start, count: count))
    case .getClientVersion:
      _ = try EngineArguments(params, 1...1).value(0)
      return [
        [
          "code": "LC", "name": "lighthouse-compat DevChain", "version": .string(options.version),
          "commit": "0x00000000",
        ]
      ]
    }
  }

  private mutating func newPayloadAnswer(
    _ version: Int, _ params: JSONValue
  ) throws(EngineError) -> JSONValue {
    let arguments = try EngineArguments(params, version >= 3 ? 2...3 : 1...1)
    return try newPayload(
      version: version, try arguments.required(0),
      versionedHashes: version >= 3 ? try arguments.hashesIfPresent(1) : nil,
      parentBeaconBlockRoot: version >= 3 ? try arguments.bytesIfPresent(2) : nil
    ).json
  }

  private static func list(_ bodies: [PayloadBody?]) -> JSONValue {
    .array(bodies.map { $0?.json ?? .null })
  }

  /// The calls about the connection and the merge rather than the chain; nil for others.
  private func connectionAnswer(
    _ method: String, _ params: JSONValue
  ) throws(EngineError) -> JSONValue? {
    switch method {
    case EngineMethod.exchangeCapabilities:
      guard try EngineArguments(params, 1...1).value(0).arrayValue != nil else {
        throw EngineError(.invalidParams, message: "invalid argument 0: not a list")
      }
      return .array(Self.methods.map { .string($0) })
    case "engine_exchangeTransitionConfigurationV1":
      return try transitionConfiguration(EngineArguments(params, 1...1).value(0))
    default: return nil
    }
  }

  private func transitionConfiguration(_ configuration: JSONValue) throws(EngineError) -> JSONValue
  {
    let difficulty = configuration["terminalTotalDifficulty"]?.stringValue ?? ""
    guard difficulty == "0x0" else {
      throw EngineError(
        .serverError, message: "invalid ttd: execution 0 consensus \(difficulty)")
    }
    guard configuration["terminalBlockHash"]?.stringValue == Hash32.zero.description else {
      throw EngineError(.serverError, message: "invalid terminal block hash")
    }
    return [
      "terminalTotalDifficulty": "0x0", "terminalBlockHash": .data(Hash32.zero),
      "terminalBlockNumber": "0x0",
    ]
  }
}
