/// The stores that pass the one conformance suite.
enum StoreKind: String, CaseIterable, Sendable {
  case memory, sqlite
}
