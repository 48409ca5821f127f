import Testing

/// The gateway in front of real engines; one test at a time, since the engines fill both cores.
@Suite(.serialized, .timeLimit(.minutes(10))) enum EndToEnd {}
