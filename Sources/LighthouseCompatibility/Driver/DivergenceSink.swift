/// Carries a divergence from where exchanges are compared to the driver.
final class DivergenceSink {
  weak var driver: ExchangeDriver?

  func hear(_ reason: String) {
    driver?.diverged(reason)
  }
}
