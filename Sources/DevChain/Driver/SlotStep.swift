/// What follows an answer within a slot.
public enum SlotStep: Hashable, Sendable {
  case request(EngineRequest)
  case ended(SlotOutcome)
}
