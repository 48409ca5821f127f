import EngineRPC

/// The tree that we read against Foundation's, and against our own text of it.
let jsonTarget: FuzzTarget = { input in
  let ours = planted(try? JSONValue(parsing: input)) { $0.map(withoutSecondTwins) }
  if let ours {
    let again = try? JSONValue(parsing: ours.utf8)
    expect(again == ours, "JSON is not read as it was written: \(ours.text)")
  }
  let isRead = input.withUnsafeBytes { bytes in
    var scanner = JSONScanner(bytes)
    return (try? scanner.skipValue()) != nil && (try? scanner.finish()) != nil
  }
  expect(isRead || ours == nil, "what is read is not skipped")
  switch FoundationJSON(input) {
  case .silent: break
  case .refused: expect(ours == nil, "we read it, Foundation does not")
  case .tree(let theirs):
    guard let ours else { fatalError("Foundation reads it, we do not") }
    expect(ours.isSame(as: theirs), "we read \(ours.text), Foundation \(theirs)")
  }
}

/// As a reader would that takes of members of one name the first.
private func withoutSecondTwins(_ value: JSONValue) -> JSONValue {
  switch value {
  case .array(let elements): return .array(elements.map(withoutSecondTwins))
  case .object(let object):
    var names: Set<String> = []
    return .object(JSONObject(object.members.filter { names.insert($0.name).inserted }))
  case .null, .bool, .number, .string: return value
  }
}
