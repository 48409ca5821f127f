import EngineRPC
import EngineTypes

/// Compares payload statuses: status and latestValidHash, never validationError.
enum StatusComparison {
  static func judge(v4: StatusOutline?, v5: StatusOutline?) -> Judgement {
    guard let v4, let v5 else {
      let which = [v4 == nil ? "v4" : nil, v5 == nil ? "v5" : nil].compactMap { $0 }
      return Judgement(
        .comparatorError, ["no payload status from " + which.joined(separator: ", ")])
    }
    if v4 == v5 { return Judgement(.match) }
    let statuses = Comparator.difference("status", v4.status.rawValue, v5.status.rawValue)
    switch (v4.status.isDefinite, v5.status.isDefinite) {
    case (false, false):
      return Judgement(v4.status == v5.status ? .match : .tolerated, [statuses])
    case (true, false), (false, true): return Judgement(.pending, [statuses])
    case (true, true):
      if v4.status != v5.status { return Judgement(.divergence, [statuses]) }
      let hashes = Comparator.difference(
        "latestValidHash", v4.latestValidHash ?? "null", v5.latestValidHash ?? "null")
      return Judgement(.mismatch, [hashes])
    }
  }

  static func judgeForkchoice(
    v4: Envelope, v5: Envelope, operation: Operation
  ) -> Judgement {
    var judgement = judge(v4: StatusOutline(v4), v5: StatusOutline(v5))
    // Ids are each engine's own and differ; that there is one is compared.
    let has = (v4: hasPayloadID(v4), v5: hasPayloadID(v5))
    guard judgement.verdict == .match, has.v4 != has.v5 else { return judgement }
    judgement.verdict = .mismatch
    judgement.differences.append(
      Comparator.difference(
        "payloadId", has.v4 ? "present" : "null", has.v5 ? "present" : "null"))
    return judgement
  }

  private static func hasPayloadID(_ envelope: Envelope) -> Bool {
    guard let id = envelope[.payloadId] else { return false }
    return id != "null"
  }
}
