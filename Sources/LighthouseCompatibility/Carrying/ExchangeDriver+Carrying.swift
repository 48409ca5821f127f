import EngineHTTP
import EngineRPC

extension ExchangeDriver {
  /// What a successor has to know, as of now.
  public var carriedState: CarriedState {
    CarriedState(
      mode: "\(mode)", epoch: core.router.word.epoch, topology: core.router.topology.rawValue,
      isTopologyKnown: topologyProbe?.isSettled ?? true, freeze: core.freeze,
      lastForkchoiceSide: core.lastForkchoice?.rawValue, builds: core.carriedBuilds,
      words: core.memory.all.map {
        CarriedState.Word(block: "\($0.block)", word: $0.word.rawValue, side: $0.side.rawValue)
      },
      contested: core.memory.contestedBlocks.map { "\($0)" }.sorted(),
      latestForkchoice: latestForkchoice.map(CarriedState.Call.init),
      unfollowed: core.unfollowed.all.map { ["\($0.block)", "\($0.parent)"] },
      writer: writers.writer.map { [$0.id, $0.clientVersion] }, writerSeen: writers.lastSeen,
      engines: carriedEngines)
  }

  private var carriedEngines: [String: CarriedState.Engine] {
    var engines: [String: CarriedState.Engine] = [:]
    for side in Side.allCases {
      engines[side.rawValue] = links[side]?.carried(
        behind: core.carriedBehind(side), wrongChain: core.standings[side].wrongChain)
    }
    return engines
  }

  /// Goes on where a predecessor has ended; before the first call.
  func restore(_ carried: CarriedState) {
    core.restore(carried)
    for side in Side.allCases {
      if let engine = carried.engines[side.rawValue] { links[side]?.restore(engine, now: uptime) }
    }
    resume(
      carried.latestForkchoice?.call,
      WriterWatch(writer: carried.writerIdentity, lastSeen: carried.writerSeen))
    // What was behind is brought level now, with the forkchoice known.
    keeper?.modeChanged()
  }

  /// Begins nothing of its own any more: a successor will.
  public func suspend() {
    keeper?.close()
  }
}
