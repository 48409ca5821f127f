/// An execution-layer fork whose structures this project knows, in order of activation.
public enum ExecutionFork: String, CaseIterable, Comparable, Sendable {
  case paris
  case shanghai
  case cancun

  public static func < (left: Self, right: Self) -> Bool { left.order < right.order }

  /// The consensus layer's name of the same fork.
  public var consensusName: String {
    switch self {
    case .paris: "bellatrix"
    case .shanghai: "capella"
    case .cancun: "deneb"
    }
  }

  private var order: Int {
    switch self {
    case .paris: 0
    case .shanghai: 1
    case .cancun: 2
    }
  }
}
