import DevChain
import EngineHTTP
import EngineRPC
import EngineTypes
import EthereumPrimitives
import Foundation
import LighthouseCompatibility
import LighthouseV4
import LighthouseV5
import NIOCore
import NIOPosix
import TestKit
import Testing

/// The library and the two clients on embedded engines, over loopback.
@Suite struct `The library` {
  private static let key = [UInt8](repeating: 3, count: 32)

  private struct Setting {
    let group: MultiThreadedEventLoopGroup
    let genesis: Genesis
    let endpoints: PerSide<UpstreamEndpoint>
  }

  private func withEngines<Value>(
    _ fixture: String = "genesis/geth-cancun-transition.json",
    _ body: (Setting) async throws -> Value
  ) async throws -> Value {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 3)
    let genesis = try Genesis(json: Array(try Fixture(fixture).data()))
    var servers: [EngineServer] = []
    for _ in Side.allCases {
      let engine = try DevEngine(genesis: genesis, options: DevEngineOptions())
      servers.append(
        try await EngineServer.start(
          on: group.next(), host: "127.0.0.1", port: 0, secret: JWTSecret(bytes: Self.key),
          now: { Date().timeIntervalSince1970 }
        ) { _ in DevEngineResponder(engine) })
    }
    let endpoints = PerSide(
      v4: UpstreamEndpoint(host: "127.0.0.1", port: servers[0].port),
      v5: UpstreamEndpoint(host: "127.0.0.1", port: servers[1].port))
    let result: Result<Value, any Error>
    do {
      result = .success(
        try await body(Setting(group: group, genesis: genesis, endpoints: endpoints)))
    } catch {
      result = .failure(error)
    }
    for server in servers { try await server.drain(deadline: .now()) }
    try await group.shutdownGracefully()
    return try result.get()
  }

  private func compat(
    _ setting: Setting, _ mode: MigrationMode, v5: UpstreamEndpoint? = nil
  ) async throws -> LighthouseCompat {
    let secret = try JWTSecret(bytes: Self.key)
    let config = CompatConfig(
      v4: SideConfig(endpoint: setting.endpoints.v4, secret: secret, timeoutMultiplier: 3),
      v5: SideConfig(endpoint: v5 ?? setting.endpoints.v5, secret: secret, timeoutMultiplier: 3),
      mode: mode)
    return try await LighthouseCompat(
      config: config, group: setting.group, logger: .silent,
      now: { Date().timeIntervalSince1970 })
  }

  private func settled(_ compat: LighthouseCompat) async throws -> CompatMetrics.Snapshot {
    while try await compat.outstanding > 0 { await Task.yield() }
    return compat.metrics.snapshot
  }

  private func state(_ head: Hash32) -> ForkchoiceState {
    ForkchoiceState(headBlockHash: head, safeBlockHash: .zero, finalizedBlockHash: .zero)
  }

  private func attributes(_ timestamp: UInt64, root: Hash32? = nil) -> PayloadAttributes {
    PayloadAttributes(
      timestamp: timestamp, prevRandao: .zero, suggestedFeeRecipient: .zero, withdrawals: [],
      parentBeaconBlockRoot: root)
  }

  /// Builds, imports and makes head through any client of the interface.
  private func makeBlock<Client: LighthouseAPI>(
    _ client: Client, parent: Hash32, _ attributes: PayloadAttributes
  ) async throws -> BuiltPayload
  where
    Client.NewPayload == NewPayloadRequest, Client.State == ForkchoiceState,
    Client.Attributes == PayloadAttributes, Client.PayloadKind == ExecutionFork
  {
    let fork: ExecutionFork = attributes.parentBeaconBlockRoot == nil ? .shanghai : .cancun
    let response = try await client.forkchoiceUpdated(state(parent), attributes)
    let built = try await client.getPayload(fork, try #require(response.payloadId))
    let request: NewPayloadRequest =
      switch built.payload {
      case .v1(let payload): .bellatrix(payload)
      case .v2(let payload): .capella(payload)
      case .v3(let payload):
        .deneb(
          payload, versionedHashes: [],
          parentBeaconBlockRoot: attributes.parentBeaconBlockRoot ?? .zero)
      }
    #expect(try await client.newPayload(request).status == .valid)
    let head = try await client.forkchoiceUpdated(state(built.payload.v1.blockHash), nil)
    #expect(head.payloadStatus.status == .valid)
    return built
  }

  @Test func `parallel execution compares every operation`() async throws {
    try await withEngines { setting in
      let compat = try await compat(setting, .parallel)
      let time = setting.genesis.blockTimestamp
      let block = try await makeBlock(
        compat, parent: setting.genesis.blockHash, attributes(time + 12))
      #expect(block.payload.v1.blockNumber == 1)
      let metrics = try await settled(compat)
      #expect(metrics.operationsCompared == 4)
      #expect(metrics.matches == 4)
      #expect(metrics.mismatches == 0 && metrics.bothErrors == 0)
      #expect(metrics.times["engine_newPayload"]?.v5.count == 1)
    }
  }

  @Test func `v5 alone carries a chain across Cancun, and v4 refuses by name`() async throws {
    try await withEngines { setting in
      let compat = try await compat(setting, .v5Only)
      let time = setting.genesis.blockTimestamp
      let shanghai = try await makeBlock(
        compat, parent: setting.genesis.blockHash, attributes(time + 12))
      let cancun = try await makeBlock(
        compat, parent: shanghai.payload.v1.blockHash, attributes(time + 84, root: .zero))
      #expect(cancun.payload.fork == .cancun)
      await #expect(throws: ModeRefusal.behind(.v4Only, .v4, .notAsked)) {
        try await compat.setMigrationMode(.v4Only)
      }
      let v4 = try await self.compat(setting, .v4Only)
      await #expect {
        _ = try await v4.getPayload(.cancun, .zero)
      } throws: { error in
        guard case EngineCallError.engine(let refusal) = error else { return false }
        return refusal.knownCode == .unsupportedFork
      }
    }
  }

  @Test func `an engine that is not there is an error of its own side`() async throws {
    try await withEngines { setting in
      let nowhere = UpstreamEndpoint(host: "127.0.0.1", port: 1)
      let compat = try await compat(setting, .parallel, v5: nowhere)
      _ = try await makeBlock(
        compat, parent: setting.genesis.blockHash,
        attributes(setting.genesis.blockTimestamp + 12))
      let metrics = try await settled(compat)
      #expect(metrics.v5OnlyErrors == 4)
      let heard = metrics.failures.v5["connect", default: 0]
      #expect(heard + metrics.skipped.v5[.offline, default: 0] == 4)
      await #expect(throws: ModeRefusal.offline(.v5Only, .v5)) {
        try await compat.setMigrationMode(.v5Only)
      }
    }
  }

  @Test func `each client drives an engine as its Lighthouse does`() async throws {
    try await withEngines { setting in
      let secret = try JWTSecret(bytes: Self.key)
      let loop = setting.group.next()
      let v4 = try await LighthouseV4Client(
        endpoint: setting.endpoints.v4, secret: secret, loop: loop,
        now: { Date().timeIntervalSince1970 })
      let v5 = try await LighthouseV5Client(
        endpoint: setting.endpoints.v5, secret: secret, loop: loop,
        now: { Date().timeIntervalSince1970 })
      let genesis = setting.genesis.blockHash
      let time = setting.genesis.blockTimestamp
      let asked = PayloadAttributesV2(
        timestamp: time + 12, prevRandao: .zero, suggestedFeeRecipient: .zero, withdrawals: [])
      let id = try #require(try await v4.forkchoiceUpdated(state(genesis), asked).payloadId)
      let built = try await v4.getPayload(.shanghai, id)
      guard case .v2(let payload) = built.payload else {
        Issue.record("no Capella payload")
        return
      }
      #expect(try await v4.newPayload(payload).status == .valid)
      #expect(try await v5.newPayload(.capella(payload)).status == .valid)
      let v5State = ForkchoiceStateV3(
        headBlockHash: payload.blockHash, safeBlockHash: .zero, finalizedBlockHash: .zero,
        justifiedBlockHash: .zero)
      let build = try await v5.forkchoiceUpdated(v5State, attributes(time + 84, root: .zero))
      let deneb = try await v5.getPayload(.cancun, try #require(build.payloadId))
      guard case .v3(let next) = deneb.payload else {
        Issue.record("no Deneb payload")
        return
      }
      let request = NewPayloadRequest.deneb(
        next, versionedHashes: [], parentBeaconBlockRoot: .zero)
      #expect(try await v5.newPayload(request).status == .valid)
      #expect(request.payload.fork == .cancun)
      await #expect(
        throws: EngineCallError.inexpressible(.denebStructure(method: "engine_getPayloadV3"))
      ) { _ = try await v4.getPayload(.cancun, id) }
      await #expect(throws: EngineCallError.self) { _ = try await v4.getPayload(.zero) }
      var wrong = payload
      wrong.gasUsed = 7
      #expect(try await v4.newPayload(wrong).status == .invalid)
    }
  }

  @Test func `VALID with another block's hash is an error`() {
    let status = PayloadStatus(status: .valid, latestValidHash: .zero)
    let other = Keccak256.hash([1])
    #expect(throws: EngineCallError.validWithOtherHash(expected: other, actual: .zero)) {
      _ = try status.read(for: other)
    }
    #expect(throws: Never.self) { _ = try status.read(for: .zero) }
  }

  @Test func `any two operations are compared`() async throws {
    struct Failure: Error {}
    try await withEngines { setting in
      let compat = try await compat(setting, .parallel)
      let same = try await compat.executeWithComparison("same", v4: { 1 }, v5: { 1 })
      let different = try await compat.executeWithComparison("different", v4: { 1 }, v5: { 2 })
      let alone = try await compat.executeWithComparison(
        "alone", v4: { 1 }, v5: { throw Failure() })
      #expect(same == 1 && different == 1 && alone == 1)
      await #expect(throws: Failure.self) {
        _ = try await compat.executeWithComparison("v4", v4: { throw Failure() }, v5: { 1 })
      }
      await #expect(throws: Failure.self) {
        _ = try await compat.executeWithComparison(
          "both", v4: { () async throws -> Int in throw Failure() }, v5: { throw Failure() })
      }
      // v5 never answers; v4's value is there at once and v5 counts as an error of its own.
      let (never, _) = AsyncStream.makeStream(of: Int.self)
      let slow = try await compat.executeWithComparison(
        "slow", deadline: .seconds(2), v4: { 1 },
        v5: {
          for await value in never { return value }
          return 2
        })
      #expect(slow == 1)
      while compat.metrics.snapshot.operationsCompared < 6 { await Task.yield() }
      let verdicts = compat.metrics.snapshot.verdicts
      #expect(verdicts["same"] == [.match: 1] && verdicts["different"] == [.mismatch: 1])
      #expect(verdicts["alone"] == [.v5Error: 1] && verdicts["v4"] == [.v4Error: 1])
      #expect(verdicts["both"] == [.bothErrors: 1] && verdicts["slow"] == [.v5Error: 1])
    }
  }
}
