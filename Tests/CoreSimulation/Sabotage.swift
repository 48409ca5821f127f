/// A deliberate bug, to see that the simulation finds it.
package enum Sabotage: String, CaseIterable, Sendable {
  case dropSend, duplicateSend, delaySend, sendToOtherSide, wrongPayloadID
  case dropAnswer, duplicateAnswer, answerOfAnotherExchange, answerFromOtherSide, inventSyncing
  case dropEnd, earlyEnd, dropCompare, swapComparedSides, dropWatch
  case loseArrival, forgetStatuses, forgetBuilds, giveIDToOtherEngine, forgetBehind, thaw
  case deafToDivergence
}
