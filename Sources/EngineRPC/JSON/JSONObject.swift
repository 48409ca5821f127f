/// The members of a JSON object in the order of the text, duplicates included.
public struct JSONObject: Sendable {
  /// A name and its value.
  public struct Member: Sendable, Hashable {
    public var name: String
    public var value: JSONValue

    public init(name: String, value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  public var members: [Member]

  public init(_ members: [Member] = []) {
    self.members = members
  }

  /// The value of a member; of duplicates the last, as engines read them.
  ///
  /// Setting nil removes the member, setting a value replaces it in place or appends it.
  public subscript(name: String) -> JSONValue? {
    get { members.last { $0.name == name }?.value }
    set {
      guard let newValue else { return members.removeAll { $0.name == name } }
      if let index = members.lastIndex(where: { $0.name == name }) {
        members[index].value = newValue
      } else {
        members.append(Member(name: name, value: newValue))
      }
    }
  }

  /// The first name that appears twice, if any.
  public var duplicate: String? {
    var seen: Set<String> = []
    return members.first { !seen.insert($0.name).inserted }?.name
  }
}

extension JSONObject: Hashable {
  /// Equal with the same members in any order: JSON objects are unordered.
  public static func == (left: Self, right: Self) -> Bool {
    left.members.count == right.members.count && left.sorted == right.sorted
  }

  public func hash(into hasher: inout Hasher) {
    for member in sorted { hasher.combine(member) }
  }

  private var sorted: [Member] { members.sorted { $0.name < $1.name } }
}
