import ChainKit
import DevChain

extension ChainCaller {
  /// The consensus node in front of a harness's gateway.
  init(_ harness: TwoEngineHarness, dialect: CallerDialect) async throws {
    try await self.init(forks: harness.genesis.forks, dialect: dialect) { method, params, id in
      try await harness.call(method, params, id: id)
    }
  }
}
