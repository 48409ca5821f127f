/// A member of a build that is not what the attributes fixed.
public struct BuildDifference: Hashable, Sendable, CustomStringConvertible {
  public let member: String
  public let expected: String
  public let actual: String

  public var description: String { "\(member) is \(actual), expected \(expected)" }
}
