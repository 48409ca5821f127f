import NIOCore

/// One request on its way to an engine and back; completed exactly once.
final class UpstreamExchange {
  typealias Completion = (Result<UpstreamAnswer, TransportFailure>) -> Void

  let body: MessageBody
  let id: [UInt8]?
  let started: NIODeadline
  let timeout: TimeAmount
  /// The queue that watches over its deadline, and where it stands in it.
  weak var deadlines: DeadlineQueue?
  var slot = 0
  /// The connection that carries it, once there is one.
  weak var connection: UpstreamConnection?
  var wasRetried = false
  private var completion: Completion?

  init(body: MessageBody, id: [UInt8]?, timeout: TimeAmount, completion: @escaping Completion) {
    self.body = body
    self.id = id
    self.timeout = timeout
    self.completion = completion
    started = .now()
  }

  var isComplete: Bool { completion == nil }

  var deadline: NIODeadline { started + timeout }

  func complete(_ result: Result<UpstreamAnswer, TransportFailure>) {
    guard let completion else { return }
    self.completion = nil
    connection = nil
    deadlines?.remove(self)
    completion(result)
  }
}
