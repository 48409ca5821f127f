package import DevChain
package import EngineRPC
package import EngineTypes
import EthereumPrimitives

/// The consensus node of a test: a slot driver whose calls, with transactions, go to the gateway.
package struct ChainCaller {
  /// Transactions that are sent before each slot.
  package static let transactionsPerSlot = 2

  /// Asks an engine, by way of the gateway or without it.
  package typealias Ask = (
    _ method: String, _ params: [JSONValue], _ id: Int
  ) async throws -> JSONValue

  /// Thrown by whoever asks: no answer came in the slot's time.
  package struct Unanswered: Error {
    package let reason: String

    package init(reason: String) { self.reason = reason }
  }

  private let ask: Ask
  package private(set) var driver: SlotDriver
  /// Every answer that the caller got, whole, in order.
  package private(set) var answers: [String] = []
  /// Every call that it made, in order.
  package private(set) var calls: [LoggedCall] = []
  /// Transactions in the blocks that became head.
  package private(set) var transactionsInBlocks = 0
  private var unsent: ArraySlice<JSONValue>
  private var slots = 0

  /// Slots from one with transactions to the next.
  private let slotsPerTransaction: Int

  package init(
    forks: ForkSchedule, dialect: CallerDialect, slotsPerTransaction: Int = 1, ask: @escaping Ask
  ) async throws {
    self.ask = ask
    self.slotsPerTransaction = slotsPerTransaction
    let answer = try await ask("eth_getBlockByNumber", ["0x0", false], 0)
    guard let hash = answer["result"]?["hash"]?.stringValue else {
      throw ChainKitError.unreadable(what: "genesis block", text: answer.text)
    }
    var options = SlotDriverOptions()
    options.dialect = dialect
    driver = SlotDriver(
      genesisHash: try Hash32(hex: hash), genesisTimestamp: ChainGenesis.timestamp,
      forks: forks, options: options)
    unsent = try ChainGenesis.transactions()[...]
  }

  package mutating func runSlots(_ count: Int) async throws {
    for _ in 0..<count { _ = try await runSlot() }
  }

  /// Runs the next slot to its end; one in which a call stays without an answer is missed.
  package mutating func runSlot() async throws -> SlotOutcome {
    slots += 1
    if slots.isMultiple(of: slotsPerTransaction) { try await sendTransactions() }
    var request = driver.startSlot()
    var included = 0
    while true {
      included += request.params.first?["transactions"]?.arrayValue?.count ?? 0
      let answer: Result<JSONValue, EngineError>
      do {
        answer = try await call(request)
      } catch let unanswered as Unanswered {
        return driver.abandonSlot(unanswered.reason)
      }
      switch driver.received(answer) {
      case .request(let next): request = next
      case .ended(.head(let hash)):
        transactionsInBlocks += included
        return .head(hash)
      case .ended(let missed): return missed
      case nil: return driver.abandonSlot("no slot runs")
      }
    }
  }

  /// What got no answer is sent again with the next slot's.
  private mutating func sendTransactions() async throws {
    for transaction in unsent.prefix(Self.transactionsPerSlot) {
      do {
        _ = try await call(EngineRequest("eth_sendRawTransaction", [transaction]))
      } catch is Unanswered {
        return
      }
      unsent = unsent.dropFirst()
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
