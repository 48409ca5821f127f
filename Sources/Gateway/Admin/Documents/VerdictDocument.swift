import EngineRPC
import LighthouseCompatibility

/// `GET /v1/verdicts`: how the comparisons came out, by operation.
enum VerdictDocument {
  static func json(_ metrics: CompatMetrics.Snapshot) -> JSONValue {
    let operations = metrics.verdicts.sorted { $0.key < $1.key }
      .map { operation, verdicts -> JSONObject.Member in
        let counts = verdicts.map { ($0.key.rawValue, $0.value) }
        return .init(
          name: operation, value: .counts(Dictionary(uniqueKeysWithValues: counts)))
      }
    return [
      "compared": .whole(metrics.operationsCompared), "totals": StatusDocument.totals(metrics),
      "operations": .object(JSONObject(operations)),
      "dropped": .whole(metrics.comparisonsDropped),
      "recentDifferences": .array(metrics.recentDifferences.map { .string($0) }),
    ]
  }

  static let schema = Schema.object([
    "compared": Schema.integer, "totals": Schema.map(Schema.integer),
    "operations": Schema.map(Schema.map(Schema.integer)), "dropped": Schema.integer,
    "recentDifferences": Schema.list(Schema.text),
  ])
}
