import CatchUp
import EngineHTTP
import EngineRPC
import EngineTypes
import NIOCore

/// Drives one catch-up: reads beside the lanes, what changes state through the target's lane.
///
/// The machine has an event loop of its own: rebuilding and proving a block takes milliseconds,
/// which no answer must wait for.
final class CatchUpRun {
  private let driver: ExchangeDriver
  private let target: SideLink
  private let source: SideLink
  private let work: any EventLoop
  private var machine: Machine
  private let options: CatchUpOptions
  /// The caller's forkchoice as the machine was told, and how often its head was another one.
  private var latest: ForkchoiceState?
  private var moves = 0
  private var isAbandoned = false
  private var progress: (CatchUpState) -> Void = { _ in }
  private var completion: ((Result<CatchUpLevel, CatchUpError>) -> Void)?

  /// The machine, on its own event loop only.
  private final class Machine: Sendable {
    private let state: NIOLoopBoundBox<EngineCatchUp>

    init(options: CatchUpOptions, work: any EventLoop) {
      state = .makeBoxSendingValue(EngineCatchUp(options: options), eventLoop: work)
    }

    func handle(_ event: CatchUpEvent) -> [CatchUpAction] { state.value.handle(event) }
    func start(_ forkchoice: ForkchoiceState) -> [CatchUpAction] { state.value.start(forkchoice) }
  }

  init(driver: ExchangeDriver, target: SideLink, source: SideLink, work: any EventLoop) {
    self.driver = driver
    self.target = target
    self.source = source
    self.work = work
    var options = CatchUpOptions()
    options.targetSpeaksDeneb = target.side == .v5
    // The caller is the only writer: no forkchoice but the caller's own.
    options.forkchoiceInterval = nil
    self.options = options
    machine = Machine(options: options, work: work)
  }

  func start(
    _ state: ForkchoiceState, progress: @escaping (CatchUpState) -> Void,
    completion: @escaping (Result<CatchUpLevel, CatchUpError>) -> Void
  ) {
    self.progress = progress
    self.completion = completion
    latest = state
    step { $0.start(state) }
  }

  /// Asks for nothing more; nobody hears of an end.
  func abandon() {
    isAbandoned = true
    completion = nil
  }

  /// The caller's forkchoice is another one now.
  func forkchoiceMoved(_ state: ForkchoiceState) {
    if state.headBlockHash != latest?.headBlockHash { moves += 1 }
    latest = state
    step { $0.handle(.forkchoiceMoved(state)) }
  }

  /// - Parameter asker: the machine that is meant; nil for the one that runs now.
  private func step(
    _ asker: Machine? = nil, _ body: @escaping @Sendable (Machine) -> [CatchUpAction]
  ) {
    let machine = asker ?? machine
    let home = driver.loop
    let run = NIOLoopBound(self, eventLoop: home)
    work.execute { [moves] in
      let actions = body(machine)
      home.execute { run.value.perform(actions, moves: moves) }
    }
  }

  /// Does what the machine wants, which knew of so many moves of the head.
  private func perform(_ actions: [CatchUpAction], moves known: Int) {
    guard !isAbandoned else { return }
    for action in actions {
      switch action {
      case .ask(let request): ask(request)
      case .progress(let step):
        progress(
          .running(
            phase: step.phase.rawValue, done: step.done, total: step.total, number: step.number))
      case .finished(.success) where known < moves: startAnew()
      case .finished(let result):
        completion?(result)
        completion = nil
      }
    }
  }

  /// The caller went on while the machine ended.
  private func startAnew() {
    guard let latest else { return }
    machine = Machine(options: options, work: work)
    step { $0.start(latest) }
  }

  private func ask(_ request: CatchUpRequest) {
    let link = request.party == .source ? source : target
    let answered: (Outcome) -> Void = { [self, machine] outcome in
      step(machine) { $0.handle(.answered(id: request.id, Self.reading(outcome))) }
    }
    guard let params = request.params.arrayValue,
      let call = EngineCall(method: request.method, params: params)
    else { return answered(.notAsked(.sideNotConfigured)) }
    if isOvertaken(call) {
      step { $0.handle(.overtaken(id: request.id)) }
    } else if request.changesState {
      driver.sendInOrder(call, to: link) { answered(Outcome($0)) }
    } else {
      // A block of megabytes takes longer than the reads of a consensus node.
      let timeout = TimeAmount(link.timeouts.getPayloadBodies)
      link.upstream.send(link.request(call).upstream, timeout: timeout) { answered(Outcome($0)) }
    }
  }

  /// Whether a forkchoice is older than what the caller has told since the machine chose it: the
  /// target may have heard that already.
  private func isOvertaken(_ call: EngineCall) -> Bool {
    guard call.engineMethod?.family == .forkchoiceUpdated,
      let latest = driver.latestForkchoice.flatMap(ForkchoiceResend.state)
    else { return false }
    return ForkchoiceResend.state(call) != latest
  }

  private static func reading(_ outcome: Outcome) -> Result<JSONValue, CatchUpFault> {
    switch outcome {
    case .failure(let failure): return .failure(.transport(failure.description))
    case .engineError(let error, _): return .failure(.engineError(error))
    case .refused, .notAsked: return .failure(.transport("the request cannot be made"))
    case .answer(let answer):
      guard let range = answer.envelope.resultRange,
        let value = try? JSONValue(parsing: answer.body[range].bytes)
      else { return .failure(.transport("an answer that is no JSON")) }
      return .success(value)
    }
  }
}
