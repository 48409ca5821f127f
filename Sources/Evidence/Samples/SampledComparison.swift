/// What comparing the two arms' answers to one exchange came to.
public enum SampledComparison: String, Codable, CodingKeyRepresentable, CaseIterable, Sendable,
  Hashable
{
  case equal
  /// An arm cannot tell yet, so that nothing was compared.
  case incomparable
  /// Different where the arms may differ.
  case minor
  case major
  /// The arms disagree about a block.
  case critical
  /// The comparison itself failed, which says nothing about either arm.
  case comparatorError

  /// Whether it says that the arms agree or that they do not.
  public var isDecisive: Bool {
    switch self {
    case .equal, .minor, .major, .critical: true
    case .incomparable, .comparatorError: false
    }
  }
}
