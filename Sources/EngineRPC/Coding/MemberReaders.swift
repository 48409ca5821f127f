import EngineTypes
import EthereumPrimitives

// The readers that members name, as plain functions so that a table of members stays a table.

func readQuantity(_ scanner: inout JSONScanner) throws(JSONError) -> UInt64 {
  try scanner.readQuantity()
}

func readHash(_ scanner: inout JSONScanner) throws(JSONError) -> Hash32 {
  try scanner.readFixedBytes()
}

func readAddress(_ scanner: inout JSONScanner) throws(JSONError) -> Address {
  try scanner.readFixedBytes()
}

func readData(_ scanner: inout JSONScanner) throws(JSONError) -> [UInt8] {
  try scanner.readData()
}

func readDataList(_ scanner: inout JSONScanner) throws(JSONError) -> [[UInt8]] {
  try scanner.readDataList()
}

func readWithdrawals(_ scanner: inout JSONScanner) throws(JSONError) -> [Withdrawal] {
  try scanner.readList(Withdrawal.init(from:))
}

func readBloom(_ scanner: inout JSONScanner) throws(JSONError) -> LogsBloom {
  try scanner.readFixedBytes()
}

func readUInt256(_ scanner: inout JSONScanner) throws(JSONError) -> UInt256 {
  try scanner.readUInt256()
}

func readPoint(_ scanner: inout JSONScanner) throws(JSONError) -> Bytes48 {
  try scanner.readFixedBytes()
}

func readString(_ scanner: inout JSONScanner) throws(JSONError) -> String {
  try scanner.readString()
}

func readBool(_ scanner: inout JSONScanner) throws(JSONError) -> Bool {
  try scanner.readBool()
}
