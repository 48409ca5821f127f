import ABTesting
import Testing

@Suite struct AssignmentTests {
  typealias Vector = (
    purpose: Assignment.Purpose, name: String, attempt: Int, unit: String, hash: UInt32, bucket: Int
  )

  static let vectors: [Vector] = [
    (.route, "engine-v5", 1, "node-a", 0x8D57_0607, 5521),
    (.route, "engine-v5", 2, "node-a", 0xABE8_C05E, 6715),
    (.shadow, "engine-v5", 1, "node-a", 0xA756_C50B, 6536),
    (.ab, "latency-1", 1, "node-a", 0xC7AF_16FE, 7800),
    (.ab, "engine-v5", 1, "session-1", 0x3C19_2C1A, 2347),
    (.route, "engine-v5", 1, "0x" + String(repeating: "0", count: 64), 0x4B42_6CE6, 2939),
    (.route, "engine-v5", 1, "0x" + String(repeating: "f", count: 64), 0x3917_B297, 2230),
    (.route, "engine-v5", 1, "\u{FC}n\u{EF}code", 0x1B94_4851, 1077),
  ]

  @Test(arguments: vectors)
  func `the project's own vectors are reproduced`(_ vector: Vector) throws {
    let assignment = try Assignment(
      purpose: vector.purpose, experiment: vector.name, attempt: vector.attempt)
    #expect(try assignment.hash(vector.unit) == vector.hash)
    #expect(try assignment.bucket(vector.unit) == vector.bucket)
    #expect(try assignment.isV5(vector.unit, basisPoints: vector.bucket + 1))
    #expect(try !assignment.isV5(vector.unit, basisPoints: vector.bucket))
  }

  @Test func `a unit is not normalised`() throws {
    let assignment = try Assignment(purpose: .route, experiment: "engine-v5")
    let composed = try assignment.hash("\u{FC}n\u{EF}code")
    #expect(try assignment.hash("u\u{308}ni\u{308}code") != composed)
  }

  @Test(arguments: [
    ("gr1:123", UInt32(0), UInt32(73)), ("groupX:999", 0, 25), ("gr1:123", 86_028_157, 96),
    ("groupX:999", 86_028_157, 60),
  ])
  func `Unleash's normalised values are reproduced`(
    _ text: String, _ seed: UInt32, _ value: UInt32
  ) {
    #expect(MurmurHash3.hash(text.utf8, seed: seed) % 100 + 1 == value)
  }

  @Test(arguments: [
    ("ejOoVL", UInt32(0), 0, 0), ("bY9fO-", 1, 0, 0), ("SI7p-", 0x7FFF_FFFF, 0, 4999),
    ("6LvT0", 0x8000_0000, 1, 5000), ("ceQdGm", 0xFFFF_FFFF, 1, 9999),
  ])
  func `flagd's boundary keys are reproduced`(
    _ key: String, _ hash: UInt32, _ index: Int, _ bucket: Int
  ) throws {
    #expect(MurmurHash3.hash(key.utf8) == hash)
    #expect(try ArmWeights([50, 50]).index(hash) == index)
    #expect(Share.bucket(hash) == bucket)
  }

  @Test(arguments: [
    ("fractional-flag", "jack", "hearts"), ("fractional-flag", "queen", "spades"),
    ("fractional-flag", "ten", "clubs"), ("fractional-flag", "nine", "diamonds"),
    ("fractional-flag", "3", "clubs"), ("shared-seed", "seven", "hearts"),
    ("shared-seed", "eight", "diamonds"), ("shared-seed", "nine", "clubs"),
    ("shared-seed", "two", "spades"),
  ])
  func `flagd's four suits are reproduced`(
    _ seed: String, _ key: String, _ suit: String
  ) throws {
    let suits = ["clubs", "diamonds", "hearts", "spades"]
    let hash = MurmurHash3.hash((seed + key).utf8)
    #expect(suits[try ArmWeights([25, 25, 25, 25]).index(hash)] == suit)
  }

  @Test(arguments: [("jon@company.com", 36), ("user1", 76)])
  func `flagd's values of a hundred are reproduced`(_ key: String, _ value: Int) throws {
    let weights = try ArmWeights([UInt32](repeating: 1, count: 100))
    #expect(weights.index(MurmurHash3.hash(key.utf8)) == value)
  }

  @Test(arguments: [nil, "", "node-a", String(repeating: "x", count: 1_000_000)])
  func `nobody is on v5 at 0 and everybody at 10,000`(_ unit: String?) throws {
    let assignment = try Assignment(purpose: .ab, experiment: "ends")
    for share in [0, -1, Int.min] {
      #expect(try !assignment.isV5(unit, basisPoints: share, defaultArm: .v5))
    }
    for share in [10_000, 10_001, Int.max] {
      #expect(try assignment.isV5(unit, basisPoints: share, defaultArm: .v4))
    }
  }

  @Test func `without a unit the default arm is given`() throws {
    let assignment = try Assignment(purpose: .ab, experiment: "ends")
    #expect(try !assignment.isV5(nil, basisPoints: 9_999))
    #expect(try assignment.isV5(nil, basisPoints: 1, defaultArm: .v5))
  }

  @Test func `a unit is hashed up to the limit and refused beyond it`() throws {
    let assignment = try Assignment(purpose: .ab, experiment: "long")
    let longest = String(repeating: "x", count: Assignment.unitLimit)
    #expect(try (0..<10_000).contains(assignment.bucket(longest)))
    #expect(throws: ABTestingError.unitTooLong(actual: 65_537, limit: 65_536)) {
      try assignment.bucket(longest + "x")
    }
  }

  @Test(arguments: [
    "", "-a", ".a", "_a", "A", "aB", "a:b", "a b", "ä", "a\n", "a\u{0}", "a\u{301}",
    String(repeating: "a", count: 64), String(repeating: "a", count: 1_000_000),
  ])
  func `names outside the pattern are refused`(_ name: String) {
    #expect(throws: ABTestingError.invalidName(actual: name)) {
      try Assignment(purpose: .ab, experiment: name)
    }
  }

  @Test(arguments: ["a", "0", "lighthouse_v5", "a.b-c_d", String(repeating: "z", count: 63)])
  func `names within the pattern are taken`(_ name: String) throws {
    #expect(try Assignment(purpose: .ab, experiment: name).experiment == name)
  }

  @Test(arguments: [0, -1, Int.min])
  func `an attempt below 1 is refused`(_ attempt: Int) {
    #expect(throws: ABTestingError.nonpositiveAttempt(actual: attempt)) {
      try Assignment(purpose: .ab, experiment: "a", attempt: attempt)
    }
  }

  @Test(
    arguments: [
      ([], 0), ([0, 0], 0), ([UInt32.max, 1], UInt64(UInt32.max) + 1),
    ] as [([UInt32], UInt64)])
  func `weights that give no choice are refused`(_ weights: [UInt32], _ sum: UInt64) {
    #expect(throws: ABTestingError.invalidWeights(sum: sum, limit: UInt64(UInt32.max))) {
      try ArmWeights(weights)
    }
  }

  @Test func `an arm without weight is never chosen`() throws {
    let weights = try ArmWeights([0, 1, 0, 1, 0])
    #expect([0, 0x7FFF_FFFF].map(weights.index) == [1, 1])
    #expect([0x8000_0000, 0xFFFF_FFFF].map(weights.index) == [3, 3])
    #expect(try ArmWeights([UInt32.max]).index(.max) == 0)
  }

  @Test func `a unit falls to the same arm among weights as its hash`() throws {
    let assignment = try Assignment(purpose: .sample, experiment: "suits")
    let weights = try ArmWeights([1, 2, 3])
    #expect(try assignment.index("node-a", of: weights) == weights.index(assignment.hash("node-a")))
  }
}
