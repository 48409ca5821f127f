/// An input taken as a recipe: whoever builds something by it takes the next byte at each choice.
///
/// A mutated byte then changes one choice, and what is built stays well formed. An input that is
/// too short goes on with zeros.
struct Recipe {
  private var rest: ArraySlice<UInt8>

  init(_ input: some Sequence<UInt8>) {
    rest = Array(input)[...]
  }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

  mutating func yes() -> Bool { !byte().isMultiple(of: 2) }

  /// A number of a width that the recipe says too, since short ones are the rule.
  mutating func number() -> UInt64 {
    let width = Int(byte() % 9)
    return (0..<width).reduce(0) { number, _ in number << 8 | UInt64(byte()) }
  }

  mutating func one<Choice>(of choices: [Choice]) -> Choice {
    choices[Int(byte()) % choices.count]
  }

  /// That many bytes, of which the recipe says a few and the rest follow from those.
  mutating func bytes(_ count: Int) -> [UInt8] {
    let (first, step) = (byte(), byte())
    return (0..<count).map { first &+ step &* UInt8(truncatingIfNeeded: $0) }
  }
}
