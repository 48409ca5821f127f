/// The genesis of the demo's chain: Shanghai from the beginning, two funded accounts.
enum DemoGenesis {
  static let json = """
    {
      "config": {
        "chainId": 212121, "homesteadBlock": 0, "eip150Block": 0, "eip155Block": 0,
        "eip158Block": 0, "byzantiumBlock": 0, "constantinopleBlock": 0, "petersburgBlock": 0,
        "istanbulBlock": 0, "berlinBlock": 0, "londonBlock": 0, "mergeNetsplitBlock": 0,
        "terminalTotalDifficulty": 0, "terminalTotalDifficultyPassed": true, "shanghaiTime": 0
      },
      "nonce": "0x0", "timestamp": "0x6553f100", "extraData": "0x", "gasLimit": "0x1c9c380",
      "difficulty": "0x0",
      "mixHash": "0x0000000000000000000000000000000000000000000000000000000000000000",
      "coinbase": "0x0000000000000000000000000000000000000000",
      "alloc": {
        "0x00000000000000000000000000000000000a1111": { "balance": "0x33b2e3c9fd0803ce8000000" },
        "0x00000000000000000000000000000000000a2222": { "balance": "0x33b2e3c9fd0803ce8000000" }
      },
      "baseFeePerGas": "0x3b9aca00"
    }
    """
}
