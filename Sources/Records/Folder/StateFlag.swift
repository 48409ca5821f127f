/// A file whose existence says something.
public enum StateFlag: Hashable, Sendable {
  case absent
  /// The file is there; its first 4 KiB for the log, empty where it is not to be read.
  case present(String)

  public var isPresent: Bool {
    switch self {
    case .absent: false
    case .present: true
    }
  }
}
