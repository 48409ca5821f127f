/// The sizes of the mainnet preset, up to Deneb, as far as blocks need them.
enum MainnetPreset {
  static let maximumProposerSlashings = 16
  static let maximumAttesterSlashings = 2
  static let maximumAttestations = 128
  static let maximumDeposits = 16
  static let maximumVoluntaryExits = 16
  static let maximumBLSToExecutionChanges = 16
  static let maximumValidatorsPerCommittee = 2048
  static let syncCommitteeSize = 512
  static let depositProofLength = 33
  static let maximumExtraDataBytes = 32
  static let maximumTransactions = 1 << 20
  static let maximumBytesPerTransaction = 1 << 30
  static let maximumWithdrawals = 16
  static let maximumBlobCommitments = 4096
}
