/// Values by exchange.
///
/// Exchanges are numbered one after the other, so that a number itself says where its value lies:
/// open addressing over a power of two, at most half full, without hashing.
struct ExchangeMap<Value> {
  /// 0 where nothing lies.
  private var numbers: [UInt64] = Array(repeating: 0, count: 16)
  private var slots: [Value?] = Array(repeating: nil, count: 16)
  private(set) var count = 0

  var values: some Sequence<Value> { slots.lazy.compactMap { $0 } }

  /// The value of an exchange, whose number is 1 or more; nil takes it away.
  subscript(id: ExchangeID) -> Value? {
    get { slots[index(of: id.number)] }
    _modify {
      var index = index(of: id.number)
      if numbers[index] == 0, count * 2 >= numbers.count {
        grow()
        index = self.index(of: id.number)
      }
      let wasThere = numbers[index] != 0
      defer { settle(index, id.number, wasThere: wasThere) }
      yield &slots[index]
    }
  }

  /// Whether there is a value of an exchange.
  func contains(_ id: ExchangeID) -> Bool { numbers[index(of: id.number)] != 0 }

  @discardableResult
  mutating func removeValue(forKey id: ExchangeID) -> Value? {
    let index = index(of: id.number)
    guard numbers[index] != 0 else { return nil }
    defer { remove(at: index) }
    return slots[index]
  }

  private var mask: Int { numbers.count - 1 }

  private func home(of number: UInt64) -> Int { Int(truncatingIfNeeded: number) & mask }

  /// Where a number lies, or the free place where it would.
  private func index(of number: UInt64) -> Int {
    var index = home(of: number)
    while numbers[index] != number, numbers[index] != 0 { index = (index + 1) & mask }
    return index
  }

  /// Takes note of what has come or gone at a place.
  @inline(__always)
  private mutating func settle(_ index: Int, _ number: UInt64, wasThere: Bool) {
    let isThere = slots[index] != nil
    guard isThere != wasThere else { return }
    if isThere {
      numbers[index] = number
      count += 1
    } else {
      remove(at: index)
    }
  }

  /// Frees a place, and moves up what had to step aside for it.
  private mutating func remove(at index: Int) {
    count -= 1
    var hole = index
    var next = (hole + 1) & mask
    while numbers[next] != 0 {
      if (next - home(of: numbers[next])) & mask >= (next - hole) & mask {
        numbers[hole] = numbers[next]
        slots.swapAt(hole, next)
        hole = next
      }
      next = (next + 1) & mask
    }
    numbers[hole] = 0
    slots[hole] = nil
  }

  private mutating func grow() {
    let old = zip(numbers, slots).filter { $0.0 != 0 }
    numbers = Array(repeating: 0, count: numbers.count * 2)
    slots = Array(repeating: nil, count: numbers.count)
    for (number, value) in old {
      let index = index(of: number)
      numbers[index] = number
      slots[index] = value
    }
  }
}
