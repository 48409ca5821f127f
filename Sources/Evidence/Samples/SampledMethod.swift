/// The kind of an Engine API exchange, as far as evidence tells exchanges apart.
public enum SampledMethod: String, Codable, CodingKeyRepresentable, CaseIterable, Sendable, Hashable
{
  case newPayload
  case forkchoiceUpdated
  case getPayload
  /// Everything that changes nothing and builds nothing.
  case read
}
