import EngineHTTP
import EngineRPC

extension SideLink {
  func carried(behind: BehindReason?, wrongChain: String?) -> CarriedState.Engine {
    CarriedState.Engine(
      behind: behind?.rawValue, wrongChain: wrongChain, chainID: identity?.chainID,
      genesis: identity?.genesis, capabilities: capabilities.lastKnown?.methods.sorted(),
      givesIDsBack: upstream.givesIDsBack,
      lastForkchoice: lastForkchoice.map(CarriedState.Call.init),
      owesForkchoice: owesForkchoice, bridge: bridge?.carried)
  }

  /// - Parameter now: seconds on the driver's clock.
  func restore(_ carried: CarriedState.Engine, now: Double) {
    if let chainID = carried.chainID, let genesis = carried.genesis {
      identity = ChainIdentity(chainID: chainID, genesis: genesis)
    }
    if let methods = carried.capabilities {
      capabilities.store(Capabilities(Set(methods)), now: now)
    }
    upstream.givesIDsBack = carried.givesIDsBack
    lastForkchoice = carried.lastForkchoice?.call
    owesForkchoice = carried.owesForkchoice
    if let learned = carried.bridge { bridge?.restore(learned) }
  }
}

extension CarriedState.Call {
  init(_ call: EngineCall) {
    self.init(
      body: call.body.bytes, callerID: call.caller.id, callerVersion: call.caller.clientVersion)
  }

  /// The call as it was served; nil where the bytes are none.
  var call: EngineCall? {
    EngineCall(
      body: MessageBody(body), caller: CallerIdentity(id: callerID, clientVersion: callerVersion))
  }
}
