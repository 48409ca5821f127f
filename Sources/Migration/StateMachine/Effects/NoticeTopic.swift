/// What a notice is about.
public enum NoticeTopic: String, Codable, CaseIterable, Hashable, Sendable {
  case start
  case advance
  case hold
  case divergence
  case rollback
  case completion
  case drill
  case drillOverdue
  case restart
}
