/// Why the crasher could not even begin.
enum CrasherError: Error {
  case usage
  case unreadable
}
