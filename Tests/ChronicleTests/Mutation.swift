import Chronicle
import Testing

/// A way to break a clean run, and what must be found then.
struct Mutation: Sendable, CustomTestStringConvertible {
  let name: String
  let kind: RecordedRun.Kind
  /// One of these must be reported.
  let invariants: Set<Invariant>
  let apply: @Sendable (inout Run) throws -> Void

  init(
    _ name: String, on kind: RecordedRun.Kind = .v4Answers, _ invariants: Set<Invariant>,
    _ apply: @escaping @Sendable (inout Run) throws -> Void
  ) {
    self.name = name
    self.kind = kind
    self.invariants = invariants
    self.apply = apply
  }

  var testDescription: String { name }
}
