/// One operation as one party saw it: what was asked, what was answered, and when.
///
/// Moments are nanoseconds on the machine's monotonic clock, so that the logs of several processes
/// compare and no step of the wall clock matters.
public struct ChronicleEntry: Sendable, Hashable {
  /// The place in the order in which requests reached the party, or were asked by the caller.
  public var arrival: Int
  /// The place in the order of answers; nil where none was given.
  public var completion: Int?
  public var asked: Int64
  public var answered: Int64?
  /// The method's name with its version.
  public var method: String
  public var subject: OperationSubject
  public var answer: ChronicleAnswer?

  public init(
    arrival: Int, completion: Int? = nil, asked: Int64, answered: Int64? = nil, method: String,
    subject: OperationSubject, answer: ChronicleAnswer? = nil
  ) {
    self.arrival = arrival
    self.completion = completion
    self.asked = asked
    self.answered = answered
    self.method = method
    self.subject = subject
    self.answer = answer
  }
}

extension ChronicleEntry {
  /// The result, where the answer is one.
  public var result: ResultOutline? {
    if case .result(let outline) = answer { outline } else { nil }
  }

  /// Whether an engine's word came back: a result, or an error that bears no mark of the gateway.
  var hasEngineWord: Bool {
    switch answer {
    case .result: true
    case .error(let error): !error.isOwn
    case .failure, nil: false
    }
  }

  /// Whether it had ended at a moment and no engine had answered it.
  func isOver(by moment: Int64) -> Bool { !hasEngineWord && (answered ?? .max) < moment }

  /// Whether nothing came back, so that the request may have reached nobody.
  var isUnheard: Bool {
    switch answer {
    case .failure, nil: true
    case .result, .error: false
    }
  }
}
