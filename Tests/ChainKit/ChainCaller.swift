import DevChain
import EngineRPC
import EngineTypes
import EthereumPrimitives

/// The consensus node of a test: a slot driver whose calls, with transactions, go to the gateway.
struct ChainCaller {
  /// Transactions that are sent before each slot.
  static let transactionsPerSlot = 2

  /// Asks an engine, by way of the gateway or without it.
  typealias Ask = (
    _ method: String, _ params: [JSONValue], _ id: Int
  ) async throws -> JSONValue

  private let ask: Ask
  private(set) var driver: SlotDriver
  /// Every answer that the caller got, whole, in order.
  private(set) var answers: [String] = []
  /// Every call that it made, in order.
  private(set) var calls: [LoggedCall] = []
  /// Transactions in the blocks that became head.
  private(set) var transactionsInBlocks = 0
  private var unsent: ArraySlice<JSONValue>
  private var slots = 0

  /// Slots from one with transactions to the next.
  private let slotsPerTransaction: Int

  init(_ harness: TwoEngineHarness, dialect: CallerDialect) async throws {
    try await self.init(forks: harness.genesis.forks, dialect: dialect) { method, params, id in
      try await harness.call(method, params, id: id)
    }
  }

  init(
    forks: ForkSchedule, dialect: CallerDialect, slotsPerTransaction: Int = 1, ask: @escaping Ask
  ) async throws {
    self.ask = ask
    self.slotsPerTransaction = slotsPerTransaction
    let answer = try await ask("eth_getBlockByNumber", ["0x0", false], 0)
    guard let hash = answer["result"]?["hash"]?.stringValue else {
      throw EndToEndError.unreadable(what: "genesis block", text: answer.text)
    }
    var options = SlotDriverOptions()
    options.dialect = dialect
    driver = SlotDriver(
      genesisHash: try Hash32(hex: hash), genesisTimestamp: ChainGenesis.timestamp,
      forks: forks, options: options)
    unsent = try ChainGenesis.transactions()[...]
  }

  mutating func runSlots(_ count: Int) async throws {
    for _ in 0..<count { try await runSlot() }
  }

  private mutating func runSlot() async throws {
    slots += 1
    if slots.isMultiple(of: slotsPerTransaction) {
      for transaction in unsent.prefix(Self.transactionsPerSlot) {
        _ = try await call(EngineRequest("eth_sendRawTransaction", [transaction]))
      }
      unsent = unsent.dropFirst(Self.transactionsPerSlot)
    }
    var request = driver.startSlot()
    var included = 0
    while true {
      included += request.params.first?["transactions"]?.arrayValue?.count ?? 0
      switch driver.received(try await call(request)) {
      case .request(let next): request = next
      case .ended(.head):
        transactionsInBlocks += included
        return
      case .ended(.missed), nil: return
      }
    }
  }

  private mutating func call(
    _ request: EngineRequest
  ) async throws -> Result<JSONValue, EngineError> {
    let answer = try await ask(request.method, request.params, calls.count + 1)
    let first = request.params.first
    calls.append(
      LoggedCall(
        method: request.method,
        subject: (first?["headBlockHash"] ?? first?["blockHash"] ?? first)?.stringValue))
    answers.append("\(request.method) \(answer.text)")
    if let error = answer["error"] { return .failure(try EngineError(json: error)) }
    return .success(answer["result"] ?? .null)
  }
}
