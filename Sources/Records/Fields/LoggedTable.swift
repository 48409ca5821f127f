/// The logs of a store.
public enum LoggedTable: String, CaseIterable, Sendable {
  case transitions, windows, verdicts, mismatches, drills
}
