import EthereumPrimitives
public import EngineRPC
public import EngineTypes
public import NIOCore

/// One engine spoken to in one dialect: methods by capability, time-outs, tokens, and the latest
/// forkchoice told again to an engine that comes back.
public actor EngineClient {
  private let dialect: any Dialect
  private let timeouts: DialectTimeouts
  private let loop: any EventLoop
  private let upstream: NIOLoopBound<EngineUpstream>
  private var capabilities = CapabilityCache()
  private var isOffline = false
  private var latestForkchoice: ForkchoiceState?

  /// - Parameters:
  ///   - timeoutMultiplier: what Lighthouse's `--execution-timeout-multiplier` does.
  ///   - now: seconds since 1970.
  public init(
    endpoint: UpstreamEndpoint, secret: JWTSecret, dialect: any Dialect,
    timeoutMultiplier: Double = 1, identity: (id: String?, clv: String?) = (nil, nil),
    loop: any EventLoop, now: @escaping @Sendable () -> Double
  ) async throws {
    self.dialect = dialect
    self.loop = loop
    timeouts = dialect.timeouts.multiplied(by: timeoutMultiplier)
    upstream = try await loop.submit {
      let mint = JWTMint(secret: secret, id: identity.id, clv: identity.clv)
      return NIOLoopBound(
        EngineUpstream(endpoint: endpoint, mint: mint, loop: loop, now: now), eventLoop: loop)
    }.get()
  }

  /// Calls a method, or what the dialect says in its place, and reads the result.
  public func call<Value: EngineDecodable>(
    _ method: String, _ params: [JSONValue], as type: Value.Type = Value.self
  ) async throws(EngineCallError) -> Value {
    let answer = try await call(method, params)
    do throws(JSONError) {
      guard let range = answer.envelope.resultRange else {
        throw JSONError(.missingMember("result"))
      }
      return try Value(json: answer.body[range].bytes)
    } catch {
      throw .malformedAnswer(error)
    }
  }

  /// Tells the engine a forkchoice and remembers it as the latest.
  public func forkchoiceUpdated(
    _ state: ForkchoiceState, _ attributes: PayloadAttributes?, method: String
  ) async throws(EngineCallError) -> ForkchoiceUpdatedResponse {
    latestForkchoice = state
    return try await call(method, [state.json, attributes?.json ?? .null])
  }

  /// The engine's capabilities, asked for at most every fifteen minutes.
  public func currentCapabilities() async throws(EngineCallError) -> Capabilities {
    if let current = capabilities.current(now: uptime) { return current }
    let announced = dialect.announcedCapabilities.map { JSONValue.string($0) }
    let answer = try await answer(EngineMethod.exchangeCapabilities, [.array(announced)])
    guard let heard = CapabilityReading.read(answer) else {
      throw .malformedAnswer(JSONError(.value("no list of methods"), path: ["result"]))
    }
    capabilities.store(heard, now: uptime)
    return heard
  }

  private func call(
    _ method: String, _ params: [JSONValue]
  ) async throws(EngineCallError) -> UpstreamAnswer {
    let wasOffline = isOffline
    let current = try await currentCapabilities()
    if wasOffline { try await comeBack() }
    guard let call = EngineCall(method: method, params: params) else {
      throw .malformedAnswer(JSONError(.value("parameters of \(method) are ambiguous")))
    }
    switch dialect.express(method: method, envelope: call.envelope, capabilities: current) {
    case .verbatim: return try await exchange(method, params)
    case .renamed(let name): return try await exchange(name, params)
    case .refused(let feature): throw .inexpressible(feature)
    }
  }

  /// An engine that comes back hears the latest forkchoice first, without attributes.
  private func comeBack() async throws(EngineCallError) {
    isOffline = false
    guard let latestForkchoice, !latestForkchoice.headBlockHash.isZero else { return }
    let params = [latestForkchoice.json, .null]
    guard let call = EngineCall(method: "engine_forkchoiceUpdatedV2", params: params) else {
      return
    }
    let expression = dialect.express(
      method: call.method, envelope: call.envelope, capabilities: capabilities.lastKnown)
    if case .renamed(let name) = expression {
      _ = try await exchange(name, params)
    } else {
      _ = try await exchange(call.method, params)
    }
  }

  private func exchange(
    _ method: String, _ params: [JSONValue]
  ) async throws(EngineCallError) -> UpstreamAnswer {
    let answer = try await answer(method, params)
    guard answer.envelope.errorKind == .object, let range = answer.envelope.errorRange else {
      return answer
    }
    throw .engine(try Self.error(answer.body[range]))
  }

  /// What the engine says, a result or an error.
  private func answer(
    _ method: String, _ params: [JSONValue]
  ) async throws(EngineCallError) -> UpstreamAnswer {
    switch await send(RPCRequest.body(method: method, params: params), method) {
    case .success(let answer): return answer
    case .failure(let failure):
      isOffline = true
      capabilities.clear()
      throw .transport(failure)
    }
  }

  private func send(
    _ body: MessageBody, _ method: String
  ) async -> Result<UpstreamAnswer, TransportFailure> {
    let timeout = TimeAmount(timeouts.timeout(of: method))
    return await withCheckedContinuation { continuation in
      loop.execute { [upstream] in
        upstream.value.send(UpstreamRequest(body: body, id: RPCRequest.id), timeout: timeout) {
          continuation.resume(returning: $0)
        }
      }
    }
  }

  private var uptime: Double { Double(NIODeadline.now().uptimeNanoseconds) / 1e9 }

  private static func error(_ body: MessageBody) throws(EngineCallError) -> EngineError {
    do throws(JSONError) { return try EngineError(json: body.bytes) } catch {
      throw .malformedAnswer(error)
    }
  }
}
