/// A JSON-RPC message's outline: where its parts lie in the bytes, and the scalars of interest.
public struct Envelope: Sendable, Hashable {
  /// The kind of value that a member holds.
  public typealias Kind = JSONScanner.Kind

  /// The id as it stood in the text, quotes included; nil where there is none.
  public internal(set) var id: [UInt8]?
  public internal(set) var idKind: Kind?
  /// Where the id stands, quotes included.
  public internal(set) var idRange: Range<Int>?
  public internal(set) var version: String?
  public internal(set) var method: String?
  /// Where the method's name stands, without its quotes.
  public internal(set) var methodRange: Range<Int>?
  public internal(set) var paramsRange: Range<Int>?
  public internal(set) var paramsKind: Kind?
  public internal(set) var firstParameterKind: Kind?
  public internal(set) var secondParameterKind: Kind?
  public internal(set) var parameterCount = 0
  /// Where the first parameter stands, without its quotes, if it is a string.
  public internal(set) var firstParameterRange: Range<Int>?
  public internal(set) var resultRange: Range<Int>?
  public internal(set) var resultKind: Kind?
  public internal(set) var errorRange: Range<Int>?
  public internal(set) var errorKind: Kind?
  /// What makes the message ambiguous; nil where nothing does.
  public internal(set) var ambiguity: EnvelopeDefect?
  /// An ambiguity inside the parameters, which matters for engine_ methods only.
  public internal(set) var parameterAmbiguity: EnvelopeDefect?
  @usableFromInline var fields: [Field] = []

  /// A scalar that was kept.
  @usableFromInline struct Field: Sendable, Hashable {
    @usableFromInline var name: EnvelopeField
    @usableFromInline var text: String
  }

  init() {}

  /// A scalar as text: a string's content, or the literal itself (`null` included).
  // Inlined, or every look would copy the whole envelope first.
  @inlinable public subscript(field: EnvelopeField) -> String? {
    fields.last { $0.name == field }?.text
  }
}

extension Envelope {
  /// Whether a forkchoiceUpdated carries attributes: a second parameter that is not null.
  public var hasAttributes: Bool {
    secondParameterKind.map { $0 != .null } ?? false
  }
}
