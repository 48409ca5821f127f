/// Something that is wrong with a plan, and where.
public struct PlanProblem: Error, Codable, Hashable, Sendable {
  /// The key's path, `stages[1].share` for example, or `plan` for the file as a whole.
  public let path: String
  /// Where in the file, counted from 1; nil where it is not one place.
  public let line: Int?
  public let reason: String

  public init(path: String, line: Int?, reason: String) {
    self.path = path
    self.line = line
    self.reason = reason
  }
}

extension PlanProblem: CustomStringConvertible {
  public var description: String {
    line.map { "\(path) (line \($0)): \(reason)" } ?? "\(path): \(reason)"
  }
}
