import NIOCore

/// One request on its way to an engine and back; completed exactly once.
///
/// What it stands in it holds on to until then, and lets go when it completes.
final class UpstreamExchange {
  typealias Completion = (Result<UpstreamAnswer, TransportFailure>) -> Void

  let request: UpstreamRequest
  private(set) var started: NIODeadline
  let timeout: TimeAmount
  /// The queue that watches over its deadline, and where it stands in it.
  var deadlines: DeadlineQueue?
  var slot = 0
  /// The connection that carries it, once there is one.
  var connection: UpstreamConnection?
  var wasRetried = false
  /// How it stands to the others.
  let order: EngineUpstream.Order
  /// The id that stands in for the caller's on the wire; nil for an engine that minds no ids.
  var wireID: [UInt8]?
  private var completion: Completion?

  init(
    request: UpstreamRequest, order: EngineUpstream.Order, timeout: TimeAmount,
    completion: @escaping Completion
  ) {
    self.request = request
    self.order = order
    self.timeout = timeout
    self.completion = completion
    started = .now()
  }

  var isComplete: Bool { completion == nil }

  var deadline: NIODeadline { started + timeout }

  /// Starts its clock: nothing stands before it on its connection any more.
  func watch(by queue: DeadlineQueue) {
    guard deadlines == nil, !isComplete else { return }
    started = .now()
    queue.insert(self)
  }

  /// Stops its clock: it waits for a connection again.
  func unwatch() {
    deadlines?.remove(self)
  }

  func complete(_ result: Result<UpstreamAnswer, TransportFailure>) {
    guard let completion else { return }
    self.completion = nil
    connection = nil
    deadlines?.remove(self)
    completion(result)
  }

  /// What takes another's place in the bytes that are sent: the stand-in id, where there is one.
  var edit: MessageBody.Edit? {
    guard let wireID, let range = request.idRange else { return nil }
    return MessageBody.Edit(range: range, bytes: wireID)
  }

  /// Whether an answer's id is this request's.
  func owns(_ id: [UInt8]?) -> Bool {
    let expected = wireID ?? request.id
    return id == expected || (expected == nil && id == Array("null".utf8))
      || (id != nil && id == request.otherID)
  }
}
