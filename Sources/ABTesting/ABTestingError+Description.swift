extension ABTestingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .invalidName(let actual):
      "\(Self.quoted(actual)) is no name of a test: it takes 1 to \(ExperimentName.limit) of a-z,"
        + " 0-9, '.', '_' and '-', the first a letter or a digit"
    case .nonpositiveAttempt(let actual): "the attempt is \(actual); it has to be 1 or more"
    case .shareOutOfRange(let actual, let limit):
      "the v5 share is \(actual) basis points; it has to be 0 to \(limit)"
    case .nonpositiveDuration(let actual): "the duration is \(actual); it has to be above 0"
    case .invalidStart(let actual): "the start is \(actual); it has to be a number of seconds"
    case .duplicateTest(let name): "there is already a test \(Self.quoted(name))"
    case .unknownTest(let name): "there is no test \(Self.quoted(name))"
    case .finishedTest(let name): "the test \(Self.quoted(name)) is over"
    case .tooManyTests(let limit): "there are \(limit) tests, as many as are kept: remove one"
    case .unitTooLong(let actual, let limit):
      "the session has \(actual) bytes; it may have \(limit)"
    case .invalidWeights(let sum, let limit):
      "the weights add up to \(sum); they have to add up to 1 to \(limit)"
    }
  }

  /// A name that someone else chose, short and without control characters.
  private static func quoted(_ name: String) -> String {
    let shown = String(decoding: name.utf8.prefix(80), as: UTF8.self)
    return shown.debugDescription + (name.utf8.count > 80 ? "…" : "")
  }
}
