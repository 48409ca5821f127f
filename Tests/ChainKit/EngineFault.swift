/// What the EELS engine can be told to do wrong, by the names of its fault switch.
package enum EngineFault: String, Sendable {
  case none, garbage, invalid, hang, delay, truncate, status500, wrongId, close
}
