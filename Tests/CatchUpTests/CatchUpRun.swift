import CatchUp
import EngineRPC
import EngineTypes
import EthereumPrimitives
import Testing

/// A machine between two engines, driven to its end; what went where is written down.
struct CatchUpRun {
  typealias Fault = (CatchUpRequest) -> Result<JSONValue, CatchUpFault>?

  var source: any TestEngine
  var target: any TestEngine
  var machine: EngineCatchUp
  /// Answers in an engine's place where it returns a value.
  var fault: Fault = { _ in nil }
  /// Changes an engine's answer on its way.
  var change: (CatchUpRequest, JSONValue) -> JSONValue = { $1 }
  /// Runs before each answer; may move the forkchoice.
  var before: (CatchUpRequest, inout CatchUpRun) -> CatchUpEvent? = { _, _ in nil }
  /// Which of the open requests is answered next.
  var pick: (Int) -> Int = { _ in 0 }

  private(set) var requests: [CatchUpRequest] = []
  private(set) var progress: [CatchUpProgress] = []
  private(set) var result: Result<CatchUpLevel, CatchUpError>?
  private(set) var mostHashes = 0
  private(set) var mostPayloads = 0
  private(set) var mostSourceRequests = 0
  private(set) var mostStateChanges = 0
  private var open: [CatchUpRequest] = []

  init(source: any TestEngine, target: any TestEngine, options: CatchUpOptions = .init()) {
    self.source = source
    self.target = target
    machine = EngineCatchUp(options: options)
  }

  /// Runs until the machine has finished; a machine that stops without a word fails the test.
  @discardableResult
  mutating func run(
    to forkchoice: ForkchoiceState, limit: Int = 200_000
  ) throws -> Result<CatchUpLevel, CatchUpError> {
    take(machine.start(forkchoice))
    var steps = 0
    while result == nil {
      try #require(!open.isEmpty, "the machine waits for nothing")
      steps += 1
      try #require(steps < limit, "the machine does not end")
      let request = open.remove(at: pick(open.count))
      if let event = before(request, &self) { take(machine.handle(event)) }
      guard result == nil else { break }
      take(machine.handle(.answered(id: request.id, answer(request))))
    }
    return try #require(result)
  }

  var stateChanges: [CatchUpRequest] { requests.filter { $0.changesState } }

  func calls(_ family: EngineMethod.Family) -> [CatchUpRequest] {
    requests.filter { EngineMethod(name: $0.method)?.family == family }
  }

  /// The numbers of the blocks that the target was given, in order.
  var importedNumbers: [UInt64] {
    calls(.newPayload).compactMap { request in
      request.params[0]?["blockNumber"]?.stringValue.flatMap { try? Hex.decodeQuantity($0) }
    }
  }

  private mutating func answer(_ request: CatchUpRequest) -> Result<JSONValue, CatchUpFault> {
    if let result = fault(request) { return result }
    let answer =
      switch request.party {
      case .source: source.answer(method: request.method, params: request.params)
      case .target: target.answer(method: request.method, params: request.params)
      }
    return answer.map { change(request, $0) }.mapError { .engineError($0) }
  }

  private mutating func take(_ actions: [CatchUpAction]) {
    for action in actions {
      #expect(result == nil, "an action after the last one")
      switch action {
      case .ask(let request):
        #expect(request.party == .target || !request.changesState)
        requests.append(request)
        open.append(request)
      case .progress(let step): progress.append(step)
      case .finished(let outcome): result = outcome
      }
    }
    mostHashes = max(mostHashes, machine.heldHashes)
    mostPayloads = max(mostPayloads, machine.heldPayloads)
    mostSourceRequests = max(mostSourceRequests, open.count { $0.party == .source })
    mostStateChanges = max(mostStateChanges, open.count { $0.changesState })
  }
}
