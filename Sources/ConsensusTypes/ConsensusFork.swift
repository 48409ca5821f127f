/// A fork whose blocks this project knows.
public enum ConsensusFork: String, CaseIterable, Sendable {
  case capella
  case deneb
}
