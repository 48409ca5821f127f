/// What the command line asks for.
struct Options {
  static let usage = """
    usage: ./scripts/bench decisions [--tests N] [--requests N] [--seed S] [--json]
           ./scripts/bench decisions evidence [--help]

      --tests     simulated tests of each truth, 2000
      --requests  requests of each test, looked at after every one, 5000
      --seed      of the outcomes, 1; the same seed gives the same figures
      --json      the same facts for a program

    exit 1 where the interval covers the truth in less than 95 % of the tests, where the
    always-valid comparison raises a false alarm in more than 5 %, or where a controller's results
    are not what was judged
    """

  var tests = 2_000
  var requests = 5_000
  var seed: UInt64 = 1
  var isJSON = false
  var isHelp = false

  /// Reads the arguments behind the program's name; nil where they are wrong.
  init?(_ arguments: some Sequence<String>) {
    var iterator = arguments.makeIterator()
    while let argument = iterator.next() {
      switch argument {
      case "--tests":
        guard let value = iterator.next().flatMap(Int.init), value > 0 else { return nil }
        tests = value
      case "--requests":
        guard let value = iterator.next().flatMap(Int.init), value > 0 else { return nil }
        requests = value
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
