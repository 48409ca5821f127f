import Logging
import EngineHTTP
import EngineRPC
import EngineTypes
import NIOCore

/// Finds out whether the two URLs are two engines or one: a payload that was given to one side
/// only, and is then known to the other, means one.
///
/// It uses the caller's first payload. Until then what goes to the follower is held back, in order
/// and for a second at most, so that an engine that turns out to be both is told nothing twice. The
/// authority's answer waits for nothing at first. One engine may read the payload before it reads
/// what was asked just ahead of it on another connection; it then seems to have known the block all
/// along. The next payload waits for that question, `lead` at most, so that it cannot be overtaken
/// again.
final class TopologyProbe {
  /// Payloads that are tried before two engines are assumed.
  static let attempts = 8
  /// How long anything is held back.
  var patience = TimeAmount.seconds(1)
  /// How long the authority waits for the question to be answered, once a payload overtook it.
  var lead = TimeAmount.milliseconds(250)

  private enum State {
    case idle
    case probing(ExchangeID, follower: Side)
    case settled
  }

  private unowned let driver: ExchangeDriver
  private var state = State.idle
  private var tries = 0
  private var isReleasing = false
  /// What the follower said before the payload was given to anybody: whether it has the block, or
  /// nil where it does not say.
  private var before: (answered: Bool, knew: Bool?) = (false, nil)
  private var authoritysWord: Bool?
  /// What goes to the authority as soon as the question has been answered.
  private var waiting: [() -> Void] = []
  /// Whether a payload seemed known before anybody was given it.
  private var mayHaveOvertaken = false
  private var held: [(id: ExchangeID, send: () -> Void)] = []

  /// - Parameter isNeeded: false where it is known already.
  init(driver: ExchangeDriver, isNeeded: Bool) {
    self.driver = driver
    if !isNeeded { state = .settled }
  }

  private var loop: any EventLoop { driver.loop }

  var isSettled: Bool { if case .settled = state { true } else { false } }

  /// Whether a payload is being tried.
  var isTrying: Bool { if case .probing = state { true } else { false } }

  /// Whether something is held back that an engine has still to be given.
  var isHolding: Bool { !held.isEmpty || isLeading || isTrying }

  /// Whether something waits to go to the authority, behind which everything has to stay.
  var isLeading: Bool { !waiting.isEmpty }

  /// An authority is about to be told something; true where it is told by `send`, a little later.
  func holdsBack(
    _ id: ExchangeID, _ call: EngineCall, authority: Side, _ send: @escaping () -> Void
  ) -> Bool {
    let family = call.engineMethod?.family
    guard family == .newPayload || family == .forkchoiceUpdated else { return false }
    if isLeading {
      waiting.append(send)
      return true
    }
    guard family == .newPayload, case .idle = state, let follower = driver.links[authority.other],
      !driver.core.standings[authority.other].isOffline, let block = call.envelope[.blockHash]
    else { return false }
    state = .probing(id, follower: follower.side)
    (before, authoritysWord) = ((false, nil), nil)
    tries += 1
    let attempt = tries
    let waits = mayHaveOvertaken
    if waits {
      waiting = [send]
      loop.assumeIsolated().scheduleTask(in: lead) { [weak self] in
        if self?.tries == attempt { self?.letGo() }
      }
    }
    ask(follower, block) { [self] isKnown in
      before = (true, isKnown)
      letGo()
      proceed(block, follower)
    }
    return waits
  }

  /// What waited for the question goes to the authority.
  private func letGo() {
    let sends = waiting
    waiting.removeAll()
    for send in sends { send() }
  }

  /// Holds a request to the follower back; false where there is no need.
  func holds(
    _ id: ExchangeID, _ call: EngineCall, _ side: Side, _ send: @escaping () -> Void
  ) -> Bool {
    guard !isSettled, !isReleasing else { return false }
    if held.isEmpty {
      loop.assumeIsolated().scheduleTask(in: patience) { [weak self] in self?.release() }
    }
    held.append((id, send))
    // A payload that the authority has no words for can tell nothing.
    if case .idle = state, call.engineMethod?.family == .newPayload { giveUp() }
    return true
  }

  /// The authority has answered.
  func heard(_ outcome: Outcome, of id: ExchangeID, _ call: EngineCall) {
    guard case .probing(let probed, let side) = state, probed == id,
      let follower = driver.links[side], let block = call.envelope[.blockHash]
    else { return }
    authoritysWord = AnswerRule.status(of: outcome)?.status == .valid
    proceed(block, follower)
  }

  private func proceed(_ block: String, _ follower: SideLink) {
    guard case .probing = state, let authoritysWord, before.answered else { return }
    // Not said in time, known before, or not taken: this payload tells nothing.
    guard authoritysWord, before.knew == false else {
      if before.knew == true { mayHaveOvertaken = true }
      return end(nil)
    }
    ask(follower, block) { [self] isKnown in end(isKnown) }
  }

  /// No payload has come to tell by: what was held back goes out, and the next payload will tell.
  private func release() {
    guard case .idle = state else { return }
    isReleasing = true
    for each in takeHeld() { each.send() }
    isReleasing = false
  }

  /// It cannot be told: two engines are assumed, as the URLs say.
  private func giveUp() {
    guard !isSettled else { return }
    tries = Self.attempts
    settle(nil)
  }

  private func end(_ isShared: Bool?) {
    guard case .probing = state else { return }
    settle(isShared)
  }

  private func settle(_ isShared: Bool?) {
    switch isShared {
    case true?:
      state = .settled
      driver.becomeShared(giving: takeHeld().map(\.id))
    case false?, nil:
      state = isShared == false || tries >= Self.attempts ? .settled : .idle
      guard isSettled else { return }
      driver.logger.notice("the two sides are two engines")
      for each in takeHeld() { each.send() }
    }
  }

  private func takeHeld() -> [(id: ExchangeID, send: () -> Void)] {
    defer { held.removeAll() }
    return held
  }

  /// Whether an engine has a block; nil where it does not say.
  private func ask(
    _ link: SideLink, _ block: String, then completion: @escaping (Bool?) -> Void
  ) {
    let body = RPCRequest.body(method: "eth_getBlockByHash", params: [.string(block), false])
    link.upstream.send(
      UpstreamRequest(body: body, id: RPCRequest.id, answerLimit: AnswerLimits.follower),
      timeout: link.timeout(of: "eth_getBlockByHash")
    ) { result in
      guard case .success(let answer) = result, let kind = answer.envelope.resultKind else {
        return completion(nil)
      }
      completion(kind == .object)
    }
  }
}
