/// Requests that an engine accepts and the gateway refuses on purpose, each with its reason.
///
/// An engine answers what it makes of a message; a gateway that makes something else of the same
/// bytes would route one operation and deliver another.
public struct DeliberateRefusal: Sendable, Hashable {
  /// What the request looks like.
  public let request: String
  /// What geth 1.14.10 does with it.
  public let geth: String
  /// The code of the gateway's own error.
  public let code: Int
  public let reason: String

  /// The committed table.
  public static let all = [
    DeliberateRefusal(
      request: "duplicate key in params object", geth: "the last one wins", code: -32602,
      reason: "parsers differ in which one counts, so two engines could see two forkchoices"),
    DeliberateRefusal(
      request: "field name case (HEADBLOCKHASH)", geth: "names match in any case", code: -32602,
      reason: "engines other than geth ignore the member, and would see another forkchoice"),
    DeliberateRefusal(
      request: "two JSON values in the body", geth: "the first is answered", code: -32600,
      reason: "what follows a request is how requests are smuggled past a proxy"),
    DeliberateRefusal(
      request: "duplicate or misspelled member of the envelope", geth: "the last one wins",
      code: -32600, reason: "id and method must be what every engine takes them for"),
    DeliberateRefusal(
      request: "a notification of an engine_ method", geth: "executed without an answer",
      code: -32600, reason: "an operation whose outcome nobody hears of cannot be compared"),
    DeliberateRefusal(
      request: "a Deneb structure while v4 is the authority", geth: "served", code: -38005,
      reason: "the v4 dialect has no words for it; the error names the feature"),
    DeliberateRefusal(
      request: "WebSocket upgrade", geth: "101", code: 0,
      reason: "not spoken: every operation must pass the gateway's envelope, one at a time"),
  ]
}
