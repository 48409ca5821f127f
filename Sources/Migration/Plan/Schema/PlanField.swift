import Yams

/// One key of a section: how it is read, written and explained.
struct PlanField<Section> {
  let key: String
  let meaning: String
  let isRequired: Bool
  let read: (Node, String, inout Section, inout PlanReading) -> Void
  let write: (Section, inout PlanWriting) -> Void
}

extension PlanField {
  /// A scalar.
  static func value<Value: PlanValue>(
    _ key: String, _ place: WritableKeyPath<Section, Value>, _ meaning: String,
    isRequired: Bool = false
  ) -> Self {
    converted(
      key, meaning, isRequired: isRequired, get: { $0[keyPath: place] },
      set: { $0[keyPath: place] = $1 })
  }

  /// A scalar that may be left out.
  static func optional<Value: PlanValue>(
    _ key: String, _ place: WritableKeyPath<Section, Value?>, _ meaning: String
  ) -> Self {
    converted(key, meaning, get: { $0[keyPath: place] }, set: { $0[keyPath: place] = $1 })
  }

  /// A share of 0 … 1, written in percent.
  static func rate(
    _ key: String, _ place: WritableKeyPath<Section, Double>, _ meaning: String
  ) -> Self {
    converted(
      key, meaning, get: { PlannedRate($0[keyPath: place]) },
      set: { $0[keyPath: place] = $1.value })
  }

  /// Seconds, written as a time.
  static func seconds(
    _ key: String, _ place: WritableKeyPath<Section, Double>, _ meaning: String
  ) -> Self {
    converted(
      key, meaning,
      get: {
        PlannedDuration(milliseconds: Int(min(max(0, $0[keyPath: place] * 1_000), 1e12).rounded()))
      },
      set: { $0[keyPath: place] = $1.seconds })
  }

  /// A scalar that is kept as something else.
  static func converted<Value: PlanValue>(
    _ key: String, _ meaning: String, isRequired: Bool = false,
    get: @escaping (Section) -> Value?, set: @escaping (inout Section, Value) -> Void
  ) -> Self {
    PlanField(key: key, meaning: meaning, isRequired: isRequired) { node, path, section, reading in
      guard let value: Value = reading.value(node, path) else { return }
      set(&section, value)
    } write: { section, writing in
      guard let value = get(section) else { return }
      writing.explain(meaning)
      writing.line("\(key): \(PlanWriting.scalar(value.planText))")
    }
  }

  /// A list of scalars.
  static func values<Value: PlanValue>(
    _ key: String, _ place: WritableKeyPath<Section, [Value]>, _ meaning: String, limit: Int = 32
  ) -> Self {
    PlanField(key: key, meaning: meaning, isRequired: false) { node, path, section, reading in
      guard let nodes = reading.list(node, path, limit: limit) else { return }
      section[keyPath: place] = nodes.enumerated().compactMap { index, node in
        reading.value(node, "\(path)[\(index)]")
      }
    } write: { section, writing in
      writing.explain(meaning)
      let texts = section[keyPath: place].map { PlanWriting.scalar($0.planText) }
      writing.line("\(key): [\(texts.joined(separator: ", "))]")
    }
  }

  /// A section of keys.
  static func section<Inner: PlanSection>(
    _ key: String, _ place: WritableKeyPath<Section, Inner>, _ meaning: String
  ) -> Self {
    PlanField(key: key, meaning: meaning, isRequired: false) { node, path, section, reading in
      reading.read(node, into: &section[keyPath: place], at: path)
    } write: { section, writing in
      writing.explain(meaning)
      writing.line("\(key):")
      writing.indented { $0.write(section[keyPath: place]) }
    }
  }

  /// A list of sections.
  static func entries<Entry: PlanEntry>(
    _ key: String, _ place: WritableKeyPath<Section, [Entry]>, _ meaning: String
  ) -> Self {
    PlanField(key: key, meaning: meaning, isRequired: false) { node, path, section, reading in
      guard let nodes = reading.list(node, path, limit: Entry.limit) else { return }
      section[keyPath: place] = nodes.enumerated().map { index, node in
        var entry = Entry.blank(scalars(node))
        reading.read(node, into: &entry, at: "\(path)[\(index)]")
        return entry
      }
    } write: { section, writing in
      writing.explain(meaning)
      let entries = section[keyPath: place]
      writing.line(entries.isEmpty ? "\(key): []" : "\(key):")
      for entry in entries { writing.indented(asEntry: true) { $0.write(entry) } }
    }
  }

  private static func scalars(_ node: Node) -> [String: String] {
    guard case .mapping(let mapping) = node else { return [:] }
    return mapping.reduce(into: [:]) { scalars, member in
      if let key = member.key.scalar?.string { scalars[key] = member.value.scalar?.string }
    }
  }
}
