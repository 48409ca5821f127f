import EngineHTTP
import EngineRPC
import EthereumPrimitives
import LighthouseCompatibility

extension EngineActor {
  /// How the engine stands: whether it syncs, and which head it has.
  public func syncStatus() async throws(NodeError) -> SyncStatus {
    try await reading { (actor) throws(NodeError) in
      let answer: SyncAnswer = try await actor.read("eth_syncing", [])
      let head = try await actor.fetch(.latest)
      return SyncStatus(progress: answer.progress, head: head, nodeHead: actor.view.head)
    }
  }

  /// A block as the engine has it; nil where it has none, or where nothing is safe or finalized yet.
  ///
  /// By hash it may come from memory; whatever is not a hash is asked of the engine each time.
  public func block(_ query: BlockQuery) async throws(NodeError) -> ExecutionBlock? {
    if case .hash(let hash) = query, let block = blocks.find(hash) { return block }
    return try await reading { (actor) throws(NodeError) in try await actor.fetch(query) }
  }

  /// Asks the engine for a block.
  func fetch(_ query: BlockQuery) async throws(NodeError) -> ExecutionBlock? {
    let found: FoundBlock
    do throws(NodeError) {
      found = try await read(query.method, query.params)
    } catch {
      // Engines answer an error, each with a code of its own, before they were told such a block.
      if query.mayBeUnset, view.finalized.isZero, case .call(_, .engine) = error { return nil }
      throw error
    }
    guard let block = found.block else { return nil }
    guard query.fits(block) else { throw .otherBlock(asked: query, actual: block.hash) }
    blocks.insert(block, for: block.hash)
    return block
  }

  /// Lets a read through beside the others, as long as there are not too many.
  private func reading<Value: Sendable>(
    _ operation: (isolated EngineActor) async throws(NodeError) -> Value
  ) async throws(NodeError) -> Value {
    let limit = configuration.maximumReads
    guard readsUnderWay < limit else { throw .tooBusy(waiting: readsUnderWay, limit: limit) }
    readsUnderWay += 1
    defer { readsUnderWay -= 1 }
    return try await operation(self)
  }

  private func read<Value: EngineDecodable & Sendable>(
    _ method: String, _ params: [JSONValue]
  ) async throws(NodeError) -> Value {
    do throws(EngineCallError) {
      return try await compat.read(method, params)
    } catch {
      throw .call(method, error)
    }
  }
}
