import Chronicle
import EngineTypes
import EthereumPrimitives
import TestKit

/// Writes the logs of a run as a right gateway would cause them: modes that change, followers that
/// lag, engines that fail, fallbacks, gaps and what brings an engine level again.
struct RandomHistory {
  enum Mode: CaseIterable {
    case v4Only, v5Only, parallel, v5Primary

    var authority: String { self == .v4Only || self == .parallel ? "v4" : "v5" }
    var isTwoSided: Bool { self == .parallel || self == .v5Primary }
  }

  var generator: SeededGenerator
  let isShared: Bool
  /// Whether both engines mint the same ids, as geths do.
  let sharesIDs: Bool
  var parties: [String: [ChronicleEntry]] = [Run.caller: []]
  var authorities: [ChronicleExpectations.Authority] = []
  var gaps: [String: [Range<Int>]] = [:]
  var mode = Mode.parallel
  /// Operations that the follower has yet to be asked.
  var lane: [ChronicleEntry] = []
  /// What an engine missed in a one-sided mode.
  var missed: [ChronicleEntry] = []
  var failsSometimes = true
  var moment: Int64 = 1_000_000_000
  var head = Hash32.zero
  var finalized = Hash32.zero
  var timestamp: UInt64 = 1_700_000_000

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
    isShared = Int.random(in: 0..<5, using: &generator) == 0
    sharesIDs = Bool.random(using: &generator)
    for name in isShared ? ["geth"] : ["v4", "v5"] { parties[name] = [] }
  }

  static func run(seed: UInt64, slots: Int = 30) -> Run {
    var history = RandomHistory(seed: seed)
    for _ in 0..<slots {
      if history.chance(5) {
        history.change(to: Mode.allCases.randomElement(using: &history.generator))
      }
      history.playSlot()
    }
    history.failsSometimes = false
    history.change(to: .parallel)
    history.playSlot()
    history.drainLane()
    return history.finished()
  }

  private func finished() -> Run {
    let topology: ChronicleExpectations.Topology =
      isShared ? .shared("geth") : .separate(v4: "v4", v5: "v5")
    let expectations = ChronicleExpectations(
      topology: topology, gaps: gaps, authorities: sharesIDs ? authorities : [])
    return Run(parties: parties, expectations: expectations)
  }

  mutating func chance(_ oneIn: Int) -> Bool { Int.random(in: 0..<oneIn, using: &generator) == 0 }

  mutating func tick() -> Int64 {
    moment += Int64.random(in: 1_500_000...9_000_000, using: &generator)
    return moment
  }

  // MARK: Modes

  mutating func change(to next: Mode?) {
    guard let next, next != mode, !isShared else { return }
    drainLane()
    let left = other(mode.authority)
    if !mode.isTwoSided { bringLevel(left) }
    mode = next
  }

  func other(_ engine: String) -> String { engine == "v4" ? "v5" : "v4" }

  /// Gives an engine the payloads that it missed and the latest forkchoice.
  private mutating func bringLevel(_ engine: String) {
    guard let first = missed.first else { return }
    let next = parties[Run.caller]?.count ?? 0
    gaps[engine, default: []].append(first.arrival..<next)
    for entry in missed {
      if case .newPayload = entry.subject { log(entry, engine, answer(entry, engine)) }
    }
    if case .forkchoiceUpdated(let state, _)? = missed.last(where: { $0.isForkchoice })?.subject {
      var own = first
      own.method = "engine_forkchoiceUpdatedV2"
      own.subject = .forkchoiceUpdated(state, nil)
      log(own, engine, answer(own, engine))
    }
    missed = []
  }

  // MARK: Entries

  /// Appends an entry to a party's log.
  @discardableResult
  mutating func log(_ entry: ChronicleEntry, _ party: String, _ answer: ChronicleAnswer?) -> Int {
    var copy = entry
    copy.arrival = parties[party]?.count ?? 0
    copy.asked = tick()
    copy.answer = answer
    copy.answered = answer == nil ? nil : tick()
    parties[party]?.append(copy)
    return copy.arrival
  }

  mutating func drainLane() {
    let follower = other(mode.authority)
    for entry in lane { log(entry, follower, answer(entry, follower)) }
    lane = []
  }

  /// An engine's answer: what it says of blocks is everywhere the same, its words are its own.
  func answer(_ entry: ChronicleEntry, _ engine: String) -> ChronicleAnswer {
    let salt: UInt64 = engine == "v5" ? 0x5555 : 0
    switch entry.subject {
    case .newPayload(let hash, _):
      return .result(
        ResultOutline(digest: digest(hash, salt), status: .valid, latestValidHash: hash))
    case .forkchoiceUpdated(let state, let attributes):
      // Engines that mint the same ids say the same altogether.
      let minted = attributes.map { id($0, sharesIDs ? "v4" : engine) }
      return .result(
        ResultOutline(
          digest: digest(state.headBlockHash, sharesIDs ? 1 : salt ^ 1), status: .valid,
          latestValidHash: state.headBlockHash, payloadId: minted))
    case .getPayload(let id):
      let block = block(of: id, engine)
      return .result(
        ResultOutline(
          digest: digest(block, salt ^ 2),
          built: BuiltOutline(blockHash: block, digest: digest(block, 3), blockValue: "0x0")))
    case .other(let parameters):
      return .result(ResultOutline(digest: CanonicalDigest(rawValue: parameters.rawValue ^ salt)))
    }
  }

  func id(_ attributes: AttributesOutline, _ engine: String) -> String {
    let mark = engine == "v5" ? "5" : "4"
    return String("0x02\(mark)\(attributes.digest)".prefix(18))
  }

  private func block(of id: String, _ engine: String) -> Hash32 {
    Keccak256.hash(Array((id + engine).utf8))
  }

  private func digest(_ hash: Hash32, _ salt: UInt64) -> CanonicalDigest {
    let low = hash.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return CanonicalDigest(rawValue: low ^ salt)
  }
}

extension ChronicleEntry {
  var isForkchoice: Bool {
    if case .forkchoiceUpdated = subject { true } else { false }
  }
}
