import EngineHTTP
import EngineRPC
import EngineTypes

/// Compares error objects: the code, never the text.
enum ErrorComparison {
  /// A difference of codes that is known of real engines and says nothing about the migration.
  struct KnownDifference: Sendable {
    let name: String
    let codes: Set<Int>
    /// When the rule is to be looked at again: a year and month.
    let expires: String
  }

  static let knownDifferences = [
    // geth answers newPayloadV2 at or after Cancun with -32602, the specification asks -38005.
    KnownDifference(
      name: "geth-newPayloadV2-after-cancun", codes: [-32602, -38005], expires: "2027-12"),
    // An unknown payload id of another version's form is -38005 to geth, -38001 to others.
    KnownDifference(
      name: "geth-payload-id-version", codes: [-38001, -38005], expires: "2027-12"),
  ]

  static func judge(v4: EngineError, v5: EngineError) -> Judgement {
    if v4.code == v5.code { return Judgement(.match) }
    let difference = Comparator.difference("error.code", v4.code, v5.code)
    if let rule = knownDifferences.first(where: { $0.codes == [v4.code, v5.code] }) {
      return Judgement(.tolerated, [difference, "rule \(rule.name)"])
    }
    if isFailure(v4), isFailure(v5) { return Judgement(.bothErrors, [difference]) }
    return Judgement(.mismatch, [difference])
  }

  /// One side answers, the other has an error.
  static func judge(
    _ error: EngineError, of side: Side, against answer: UpstreamAnswer, in operation: Operation
  ) -> Judgement {
    let text = "\(side.rawValue) answers error \(error.code), \(side.other.rawValue) a result"
    if isFailure(error) { return Judgement(side == .v4 ? .v4Error : .v5Error, [text]) }
    let isValid = StatusOutline(answer.envelope)?.status == .valid
    return Judgement(isValid && operation.kind == .newPayload ? .divergence : .mismatch, [text])
  }

  /// Whether a code says that the engine failed rather than something about the request.
  private static func isFailure(_ error: EngineError) -> Bool {
    !(error.knownCode?.isSemantic ?? false)
  }
}
