import EngineHTTP
import EngineRPC

/// Compares the results of reads as JSON, with members that are null taken as absent.
enum ReadComparison {
  /// Reads whose answers differ between engines by nature.
  private static let tolerated: Set<String> = ["engine_getClientVersionV1", "eth_syncing"]

  static func judge(v4: UpstreamAnswer, v5: UpstreamAnswer, method: String) -> Judgement {
    do throws(JSONError) {
      let (left, right) = (try result(v4), try result(v5))
      var differences: [String] = []
      compare(left, right, path: "result", into: &differences)
      if differences.isEmpty { return Judgement(.match) }
      return Judgement(tolerated.contains(method) ? .tolerated : .mismatch, differences)
    } catch {
      return Judgement(.comparatorError, [error.description])
    }
  }

  private static func result(_ answer: UpstreamAnswer) throws(JSONError) -> JSONValue {
    guard let range = answer.envelope.resultRange else { throw JSONError(.missingMember("result")) }
    return try JSONValue(parsing: answer.body[range].bytes)
  }

  private static let mostDifferences = 16

  static func compare(
    _ v4: JSONValue, _ v5: JSONValue, path: String, into differences: inout [String]
  ) {
    guard differences.count < mostDifferences else { return }
    switch (v4, v5) {
    case (.object(let left), .object(let right)):
      for name in Set(left.members.map(\.name)).union(right.members.map(\.name)).sorted() {
        compare(
          left[name] ?? .null, right[name] ?? .null, path: "\(path).\(name)", into: &differences)
      }
    case (.array(let left), .array(let right)) where left.count == right.count:
      for (index, pair) in zip(left, right).enumerated() {
        compare(pair.0, pair.1, path: "\(path)[\(index)]", into: &differences)
      }
    case (.string(let left), .string(let right)):
      // Hexadecimal digits mean the same in either case.
      if left != right, left.lowercased() != right.lowercased() || !left.hasPrefix("0x") {
        differences.append(Comparator.difference(path, short(v4), short(v5)))
      }
    default:
      if v4 != v5 { differences.append(Comparator.difference(path, short(v4), short(v5))) }
    }
  }

  private static func short(_ value: JSONValue) -> String {
    let text = value.text
    return text.utf8.count > 80 ? text.prefix(77) + "…" : text
  }
}
