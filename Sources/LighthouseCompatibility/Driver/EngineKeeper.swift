import CatchUp
import EngineHTTP
import EngineRPC
import EngineTypes
import Logging
import NIOCore

/// Watches over the engines: finds out when one is back, which chain it is on, and brings one that
/// is behind level with the other.
final class EngineKeeper {
  /// How it goes about it.
  struct Settings: Sendable {
    var probeInterval = TimeAmount.seconds(1)
    /// Between the first attempt to bring an engine level that failed and the next; twice as long
    /// after each further one.
    var catchUpPause = TimeAmount.milliseconds(250)
    /// What that grows to at most.
    var longestPause = TimeAmount.seconds(5)
    /// Whether engines are asked for their chain, and brought level, at all.
    var examines = true
  }

  private unowned let driver: ExchangeDriver
  private let settings: Settings
  private let work: any EventLoop
  private var probing: Set<Side> = []
  /// When each side answered a probe last.
  private var cameBackAt = PerSide<NIODeadline?> { _ in nil }
  private var runs: [Side: CatchUpRun] = [:]
  private var pausing: Set<Side> = []
  /// Sides that were level with the caller's forkchoice when a payload had come since.
  private var awaitingForkchoice: Set<Side> = []
  private var pauses = PerSide<TimeAmount?> { _ in nil }
  private var isClosed = false
  private(set) var catchUps = PerSide<CatchUpState?> { _ in nil }

  /// - Parameter work: where what takes long is done; another loop than the driver's.
  init(driver: ExchangeDriver, settings: Settings, work: any EventLoop) {
    self.driver = driver
    self.work = work
    self.settings = settings
  }

  private var loop: any EventLoop { driver.loop }

  /// Looks after nothing any more, and ends the catch-up that runs.
  func close() {
    isClosed = true
    for run in runs.values { run.abandon() }
    runs.removeAll()
  }

  // MARK: There or not

  /// Asks both engines what they serve and which chain they are on, before the first caller does.
  func start() {
    for side in Side.allCases {
      guard let link = driver.links[side] else { continue }
      driver.refresh(link) { [weak self] isThere in if isThere { self?.identify(link) } }
    }
  }

  /// A request to an engine failed.
  func failed(_ link: SideLink, _ failure: TransportFailure) {
    let side = link.side
    guard !isClosed, failure.isUnreachable || failure.isRefusal else { return }
    guard !driver.core.standings[side].isOffline else { return }
    link.capabilities.clear()
    driver.logger.warning(
      "engine does not answer",
      metadata: ["side": "\(side.rawValue)", "reason": "\(failure.description)"])
    driver.perform(driver.core.wentOffline(side))
    probe(link)
  }

  /// Asks an engine that went away whether it is back: at once, then once an interval.
  ///
  /// One that answers probes and nothing else is not asked more often either.
  private func probe(_ link: SideLink) {
    guard probing.insert(link.side).inserted else { return }
    let due = cameBackAt[link.side].map { $0 + settings.probeInterval } ?? .now()
    loop.assumeIsolated().scheduleTask(deadline: due) { [weak self] in self?.probeNow(link) }
  }

  private func probeNow(_ link: SideLink) {
    driver.refresh(link) { [weak self] isThere in
      guard let self, !self.isClosed else { return }
      if isThere {
        self.probing.remove(link.side)
        self.cameBack(link)
      } else {
        self.loop.assumeIsolated().scheduleTask(in: self.settings.probeInterval) { [weak self] in
          self?.probeNow(link)
        }
      }
    }
  }

  private func cameBack(_ link: SideLink) {
    guard driver.core.standings[link.side].isOffline else { return }
    cameBackAt[link.side] = .now()
    driver.logger.notice("engine answers again", metadata: ["side": "\(link.side.rawValue)"])
    driver.perform(driver.core.cameBack(link.side))
    identify(link)
    driver.tellLatestForkchoice(link)
    // The other side may have waited for this one to be helped by it.
    for side in Side.allCases { look(at: side) }
  }

  // MARK: Which chain

  private func identify(_ link: SideLink) {
    guard settings.examines else { return }
    ask(link, "eth_chainId", []) { [weak self] chain in
      guard case .string(let chainID)? = chain else { return }
      self?.ask(link, "eth_getBlockByNumber", ["0x0", false]) { [weak self] block in
        guard let genesis = block?["hash"]?.stringValue else { return }
        link.identity = ChainIdentity(chainID: chainID, genesis: genesis.lowercased())
        self?.compareChains()
      }
    }
  }

  private func compareChains() {
    guard let v4 = driver.links.v4?.identity, let v5 = driver.links.v5?.identity else { return }
    // The chain that is followed is the one of whoever answers.
    let home = driver.mode.home
    var difference: String?
    if v4.chainID != v5.chainID {
      difference = "chain id: v4 \(v4.chainID), v5 \(v5.chainID)"
    } else if v4.genesis != v5.genesis {
      difference = "genesis: v4 \(v4.genesis), v5 \(v5.genesis)"
    }
    driver.core.note(home, wrongChain: nil)
    driver.core.note(home.other, wrongChain: difference)
    guard let difference else { return }
    driver.logger.critical(
      "the engines are on different chains: this side is not asked",
      metadata: ["side": "\(home.other.rawValue)", "difference": "\(difference)"])
  }

  // MARK: Level or not

  func fellBehind(_ side: Side) {
    look(at: side)
  }

  func modeChanged() {
    for side in Side.allCases where driver.core.standings[side].behind != nil { look(at: side) }
  }

  func forkchoiceMoved(_ call: EngineCall) {
    guard !runs.isEmpty || !awaitingForkchoice.isEmpty,
      let state = ForkchoiceResend.state(call)
    else { return }
    for run in runs.values { run.forkchoiceMoved(state) }
    let waiting = awaitingForkchoice
    awaitingForkchoice = []
    for side in waiting { look(at: side) }
  }

  /// Brings a side level that is behind, where the mode wants it and the other side can help.
  private func look(at side: Side) {
    let core = driver.core
    guard !isClosed, settings.examines, core.router.topology == .separate, runs[side] == nil,
      !pausing.contains(side), core.standings[side].behind != nil,
      !core.standings[side].isOffline, !core.standings[side.other].isOffline,
      core.standings[side].wrongChain == nil,
      core.router.mode.isTwoSided || core.router.policy.standby || side == core.router.mode.home,
      let target = driver.links[side], let source = driver.links[side.other],
      let state = driver.latestForkchoice.flatMap(ForkchoiceResend.state)
    else { return }
    let run = CatchUpRun(driver: driver, target: target, source: source, work: work)
    runs[side] = run
    driver.logger.notice("bringing an engine level", metadata: ["side": "\(side.rawValue)"])
    run.start(state) { [weak self] state in
      self?.catchUps[side] = state
    } completion: { [weak self] result in
      self?.ended(side, result)
    }
  }

  private func ended(_ side: Side, _ result: Result<CatchUpLevel, CatchUpError>) {
    runs[side] = nil
    guard !isClosed else { return }
    switch result {
    case .success(let level):
      pauses[side] = nil
      guard driver.core.becameLevel(side) else {
        awaitingForkchoice.insert(side)
        catchUps[side] = .awaitingForkchoice(number: level.number, imported: level.imported)
        return
      }
      catchUps[side] = .level(number: level.number, imported: level.imported)
      driver.logger.notice(
        "engine is level",
        metadata: [
          "side": "\(side.rawValue)", "number": "\(level.number)", "imported": "\(level.imported)",
        ])
      look(at: side.other)
    case .failure(let error):
      catchUps[side] = .failed("\(error)")
      driver.logger.error(
        "engine could not be brought level",
        metadata: ["side": "\(side.rawValue)", "reason": "\(error)"])
      if case .divergence = error {
        driver.diverged("\(side.rawValue) refuses a block of \(side.other.rawValue)'s: \(error)")
      }
      pause(side)
    }
  }

  /// Lets an engine that stumbles come to itself; one that is only late is soon asked again.
  private func pause(_ side: Side) {
    let length = pauses[side] ?? settings.catchUpPause
    pauses[side] = min(length + length, settings.longestPause)
    pausing.insert(side)
    loop.assumeIsolated().scheduleTask(in: length) { [weak self] in
      self?.pausing.remove(side)
      self?.look(at: side)
    }
  }

  private func ask(
    _ link: SideLink, _ method: String, _ params: [JSONValue],
    then completion: @escaping (JSONValue?) -> Void
  ) {
    let body = RPCRequest.body(method: method, params: params)
    link.upstream.send(
      UpstreamRequest(body: body, id: RPCRequest.id, answerLimit: AnswerLimits.follower),
      timeout: link.timeout(of: method)
    ) { result in
      guard case .success(let answer) = result, let range = answer.envelope.resultRange else {
        return completion(nil)
      }
      completion(try? JSONValue(parsing: answer.body[range].bytes))
    }
  }
}

/// How far an engine has been brought level.
public enum CatchUpState: Sendable, Hashable {
  case running(phase: String, done: Int, total: Int, number: UInt64)
  /// Level with the caller's forkchoice, but payloads came since: the next one will say.
  case awaitingForkchoice(number: UInt64, imported: Int)
  case level(number: UInt64, imported: Int)
  case failed(String)
}
