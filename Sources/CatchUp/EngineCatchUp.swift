import EngineRPC
public import EngineTypes
import EthereumPrimitives

/// Brings a target engine level with a source engine: a state machine without input, output or
/// time.
///
/// It walks back from the forkchoice's head by parent hashes, each header proven, to a block that
/// the target has; gives the target the payloads from there up, each rebuilt and proven, one at a
/// time and in order; sends the forkchoice without attributes; and ends well only when the
/// target's own head is that head, since engines say VALID to an old head without moving. A
/// forkchoice that moves meanwhile is followed before it ends.
///
/// Memory: 32 bytes a missing block and `CatchUpOptions.window` payloads. The driver bounds the
/// size of each answer and the time that it may take.
public struct EngineCatchUp: Sendable {
  /// Where it stands.
  enum Stage: Sendable {
    case idle, walking, importing, settingHead, ended
  }

  let options: CatchUpOptions
  var stage = Stage.idle
  /// The forkchoice that is being set, and the caller's newest.
  var forkchoice: ForkchoiceState
  var latest: ForkchoiceState
  /// The fork of the forkchoice's head.
  var headFork = ExecutionFork.paris
  /// A block that the target is known to have: its head, later what it took last.
  var reached = BlockReference(hash: .zero, number: 0, fork: .paris)
  var ancestry = Ancestry(above: .zero, 0)
  /// How many more headers to walk without asking the target whether it has them.
  var blindSteps = 0
  /// The number of the highest block that was answered SYNCING, and how often since.
  var retreatOrigin: UInt64 = 0
  var retreats = 0
  /// The next blocks of the ancestry to fetch and to import.
  var nextFetch = 0
  var nextImport = 0
  /// Whether a call that changes the target's state is on its way.
  var isImporting = false
  /// Whether this plan ends with that call's answer, since the source has lost the branch.
  var mustReplan = false
  /// Fetched ahead, by place in the ancestry.
  var fetched: [Int: RebuiltBlock] = [:]
  var imported = 0
  var importedInEarlierPlans = 0
  var headChecks = 0
  var pending: [UInt64: PendingRequest] = [:]
  private var lastID: UInt64 = 0
  private var actions: [CatchUpAction] = []

  public init(options: CatchUpOptions = CatchUpOptions()) {
    self.options = options
    forkchoice = ForkchoiceState(
      headBlockHash: .zero, safeBlockHash: .zero, finalizedBlockHash: .zero)
    latest = forkchoice
  }

  /// Whether `finished` was the last action.
  public var isFinished: Bool { stage == .ended }

  /// How many hashes are held.
  public var heldHashes: Int { ancestry.count }

  /// How many payloads are held, those asked for included.
  public var heldPayloads: Int { nextFetch - nextImport }

  /// Begins with the caller's newest forkchoice; to be called once.
  public mutating func start(_ forkchoice: ForkchoiceState) -> [CatchUpAction] {
    guard stage == .idle else { return [] }
    latest = forkchoice
    guard !forkchoice.headBlockHash.isZero else {
      finish(.failure(.noHead))
      return drain()
    }
    stage = .walking
    ask(.target, "eth_getBlockByNumber", ["latest", false], for: .targetHead)
    return drain()
  }

  /// Takes an event; before the start and after the end there are no actions.
  public mutating func handle(_ event: CatchUpEvent) -> [CatchUpAction] {
    guard stage != .idle, stage != .ended else { return [] }
    do throws(CatchUpError) {
      switch event {
      case .answered(let id, let answer):
        if let asked = pending.removeValue(forKey: id) { try take(answer, for: asked) }
      case .forkchoiceMoved(let state):
        if !state.headBlockHash.isZero { latest = state }
      case .overtaken(let id):
        guard pending.removeValue(forKey: id) != nil else { break }
        isImporting = false
        plan()
      case .cancel: throw .cancelled
      }
    } catch {
      finish(.failure(error))
    }
    return drain()
  }

  // MARK: Answers

  private mutating func take(
    _ answer: Result<JSONValue, CatchUpFault>, for asked: PendingRequest
  ) throws(CatchUpError) {
    switch answer {
    case .success(let result): try accept(result, for: asked)
    case .failure(let fault): try retry(asked, after: fault)
    }
  }

  private mutating func retry(
    _ asked: PendingRequest, after fault: CatchUpFault
  ) throws(CatchUpError) {
    let request = asked.request
    guard fault.mayPass, asked.attempt < max(options.attempts, 1) else {
      if case .sourceBody(_, _, let reason) = asked.purpose { throw reason }
      switch fault {
      case .engineError(let error):
        throw .refused(request.party, method: request.method, error)
      case .transport(let description):
        throw .unreachable(
          request.party, method: request.method, description: description,
          attempts: asked.attempt)
      }
    }
    ask(
      request.party, request.method, request.params, for: asked.purpose,
      attempt: asked.attempt + 1)
  }

  // MARK: Actions

  mutating func ask(
    _ party: CatchUpParty, _ method: String, _ params: JSONValue,
    for purpose: PendingRequest.Purpose, attempt: Int = 1
  ) {
    lastID += 1
    let request = CatchUpRequest(id: lastID, party: party, method: method, params: params)
    pending[lastID] = PendingRequest(request: request, purpose: purpose, attempt: attempt)
    actions.append(.ask(request))
  }

  mutating func report(_ phase: CatchUpProgress.Phase, done: Int, total: Int, number: UInt64) {
    actions.append(
      .progress(CatchUpProgress(phase: phase, done: done, total: total, number: number)))
  }

  mutating func finish(_ result: Result<CatchUpLevel, CatchUpError>) {
    stage = .ended
    pending = [:]
    fetched = [:]
    ancestry = Ancestry(above: .zero, 0)
    nextFetch = nextImport
    actions.append(.finished(result))
  }

  private mutating func drain() -> [CatchUpAction] {
    defer { actions = [] }
    return actions
  }
}
