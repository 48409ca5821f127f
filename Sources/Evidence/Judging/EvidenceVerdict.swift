/// What the evidence says; only a pass lets a migration advance.
public enum EvidenceVerdict: String, Codable, CaseIterable, Sendable, Hashable {
  case pass
  case fail
  case inconclusive
  case noData
}
