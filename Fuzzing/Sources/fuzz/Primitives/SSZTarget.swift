import ConsensusTypes
import EthereumPrimitives
import Foundation
import SSZ

/// Every type and fork: what is decoded encodes to the same bytes, and its JSON form to the same
/// root; the vectors' bytes, and no others, have the vectors' roots.
let sszTarget: FuzzTarget = { input in
  guard let kind = input.first else { return }
  let types = ConsensusType.allCases, forks = ConsensusFork.allCases
  let type = types[Int(kind) % types.count]
  let fork = forks[Int(kind) / types.count % forks.count]
  let bytes = Array(input.dropFirst())
  guard let document = try? type.decode(ssz: bytes, fork: fork) else {
    return expect(SSZVectors.roots[input] == nil, "a vector's \(type) is not decoded")
  }
  expect(document.ssz == bytes, "\(type) is not encoded as it was decoded")
  let value = planted(document.value, withShortNumbers)
  guard let again = try? type.decode(value: value, fork: fork) else {
    fatalError("the JSON form of a \(type) is not read")
  }
  expect(again == document, "the JSON form of a \(type) is another one's")
  if let root = SSZVectors.roots[input] {
    expect(document.root == root, "a vector's root is \(document.root), expected \(root)")
  } else {
    let twin = SSZVectors.inputs[document.root]
    expect(twin == nil || twin?.dropFirst() == input.dropFirst(), "it has a vector's root")
  }
}

/// As a writer would that has room for four digits.
private func withShortNumbers(_ value: BeaconValue) -> BeaconValue {
  switch value {
  case .string(let text) where text.count == 5: .string(String(text.dropFirst()))
  case .array(let elements): .array(elements.map(withShortNumbers))
  case .object(let members):
    .object(members.map { .init(name: $0.name, value: withShortNumbers($0.value)) })
  case .null, .bool, .number, .string: value
  }
}

/// The inputs that were made of test vectors, with the roots that those have: `FUZZ_VECTORS` is a
/// file with both in each line.
private enum SSZVectors {
  static let roots: [[UInt8]: Hash32] = {
    guard let path = ProcessInfo.processInfo.environment["FUZZ_VECTORS"],
      let text = try? String(contentsOfFile: path, encoding: .utf8)
    else { fatalError("FUZZ_VECTORS is a file of inputs and their roots") }
    let pairs = text.split(separator: "\n").compactMap { line -> ([UInt8], Hash32)? in
      let words = line.split(separator: " ").map(String.init)
      guard words.count == 2, let input = try? Hex.decodeData(words[0]),
        let root = try? Hash32(hex: words[1])
      else { return nil }
      return (input, root)
    }
    expect(!pairs.isEmpty, "\(path) has no vectors")
    return Dictionary(pairs) { first, _ in first }
  }()

  static let inputs: [Hash32: [UInt8]] = Dictionary(roots.map { ($1, $0) }) { first, _ in first }
}
