import EthereumPrimitives

/// What is read is canonical, so that it is written as it was; what is written is read again.
let rlpTarget: FuzzTarget = { input in
  checkReading(input)
  var recipe = Recipe(input)
  let built = item(&recipe, depth: 0)
  expect((try? RLPItem(decoding: built.encoded)) == built, "an item is not read as it was written")
}

private func checkReading(_ input: [UInt8]) {
  let item = try? RLPItem(decoding: input)
  var reader = RLPReader(input[...])
  let isSkipped = (try? reader.skipItem()) != nil && reader.isAtEnd
  expect(isSkipped == (item != nil), "an item is skipped where it is not read, or the reverse")
  guard let item else { return }
  let written = planted(item.encoded) { _ in forgetfully(item).encoded }
  expect(written == input, "an item is not written as it was read")
}

/// As a writer would that ends a list at an empty one.
private func forgetfully(_ item: RLPItem) -> RLPItem {
  guard let items = item.listValue else { return item }
  return .list(items.prefix { $0 != .list([]) }.map(forgetfully))
}

private func item(_ recipe: inout Recipe, depth: Int) -> RLPItem {
  // Deeper than this is refused, as it has to be.
  if depth < RLPItem.maximumDepth, !recipe.isAtEnd, recipe.yes() {
    let count = Int(recipe.byte() % 5)
    return .list((0..<count).map { _ in item(&recipe, depth: depth + 1) })
  }
  // Either side of where a length takes a byte more.
  let length = recipe.one(of: [0, 1, 2, 32, 55, 56, 255, 256, 257])
  return .bytes(recipe.bytes(length))
}
