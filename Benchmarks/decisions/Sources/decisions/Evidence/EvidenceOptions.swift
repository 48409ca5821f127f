/// What the command line of the detectors' table asks for.
struct EvidenceOptions {
  static let usage = """
    usage: ./scripts/bench decisions evidence [--seeds N] [--windows N] [--seed S] [--json]

      --seeds    simulated migrations, 1000
      --windows  healthy windows before each fault, 1500
      --seed     the first seed, 0; the same seeds give the same figures
      --json     the same facts for a program

    exit 1 where the median of a fault takes more windows than its limit, where one is not found,
    or where a detector rolls a healthy v5 back more often than once in 1,000,000 windows
    """

  var seeds = 1_000
  var windows = 1_500
  var seed: UInt64 = 0
  var isJSON = false
  var isHelp = false

  /// Reads the arguments behind `evidence`; nil where they are wrong.
  init?(_ arguments: some Sequence<String>) {
    var iterator = arguments.makeIterator()
    while let argument = iterator.next() {
      switch argument {
      case "--seeds":
        guard let value = iterator.next().flatMap(Int.init), value > 0 else { return nil }
        seeds = value
      case "--windows":
        guard let value = iterator.next().flatMap(Int.init), value > 0 else { return nil }
        windows = value
      case "--seed":
        guard let value = iterator.next().flatMap(UInt64.init) else { return nil }
        seed = value
      case "--json": isJSON = true
      case "--help", "-h": isHelp = true
      default: return nil
      }
    }
  }
}
