/// Every metric of the project by its name, without the prefix; base units, bounded labels.
public enum MetricName: String, CaseIterable, Sendable {
  public static let prefix = "lighthouse_compat_"

  // Who answers.
  case info
  case mode
  case authority
  case epoch
  case shareSet = "v5_share_set_ratio"
  case shareActual = "v5_share_actual_ratio"
  case frozen
  case contestedBlocks = "contested_blocks"
  case builds
  case wayBackOpen = "way_back_open"

  // The engines, by side.
  case engineUp = "engine_up"
  case engineBehind = "engine_behind"
  case engineWrongChain = "engine_wrong_chain"
  case laneDepth = "lane_depth"
  case laneInFlight = "lane_in_flight"
  case laneBytes = "lane_bytes"
  case catchUpDone = "catch_up_done_blocks"
  case catchUpBlocks = "catch_up_blocks"
  case operationTime = "operation_duration_seconds"
  case failures = "failures_total"
  case refusals = "refusals_total"
  case skipped = "skipped_total"
  case fellBehind = "fell_behind_total"

  // What was compared, and what left instead.
  case verdicts = "verdicts_total"
  case differences = "differences_total"
  case comparisonsDropped = "comparisons_dropped_total"
  case substitutions = "substitutions_total"
  case wentBack = "went_back_total"
  case ownErrors = "own_errors_total"
  case writersRefused = "writers_refused_total"

  // Callers.
  case httpRequests = "http_requests_total"
  case httpUnauthorized = "http_unauthorized_total"
  case httpRefusals = "http_refusals_total"
  case httpMalformed = "http_malformed_total"
  case httpConnectionsRefused = "http_connections_refused_total"

  // The migration.
  case migrationInfo = "migration_info"
  case migrationState = "migration_state"
  case migrationStage = "migration_stage"
  case migrationStep = "migration_step"
  case migrationStages = "migration_stages"
  case migrationStepElapsed = "migration_step_elapsed_seconds"
  case migrationStepMinimum = "migration_step_minimum_seconds"
  case migrationAttempt = "migration_attempt"
  case migrationOperations = "migration_stage_operations"
  case migrationWaitsForPerson = "migration_waits_for_person"
  case migrationApprovals = "migration_approvals"
  case migrationHold = "migration_hold"
  case migrationHeld = "migration_held_seconds"
  case migrationTransitions = "migration_transitions_total"
  case migrationRollbacks = "migration_rollbacks_total"
  case rollbackPhase = "migration_rollback_phase_seconds"
  case evidence = "migration_evidence"
  case evidenceThreshold = "migration_evidence_threshold"
  case detectorVerdict = "migration_detector_verdict"
  case unsaved = "migration_unsaved_changes"
  case lastTick = "migration_last_tick_timestamp_seconds"
  case drillPhase = "drill_phase_seconds"
  case drillAge = "drill_age_seconds"
  case drillOverdue = "drill_overdue"
  case armRequests = "ab_requests_total"
  case armFailures = "ab_failures_total"

  // The program.
  case metricsOverflow = "metrics_overflow_total"
  case processTime = "process_cpu_seconds_total"
  case processMemory = "process_resident_memory_bytes"
  case processDescriptors = "process_open_fds"
  case processMostDescriptors = "process_max_fds"
  case processStart = "process_start_time_seconds"

  /// As it is scraped.
  public var name: String { isProcess ? rawValue : Self.prefix + rawValue }

  public var description: MetricDescription { MetricDescription(name, kind, help) }

  /// The names that every exporter uses carry no prefix.
  private var isProcess: Bool { rawValue.hasPrefix("process_") }

  private var kind: MetricKind {
    switch self {
    case .operationTime: .histogram
    case _ where rawValue.hasSuffix("_total"): .counter
    default: .gauge
    }
  }

  private var help: String {
    switch self {
    case .info: "Always 1; says which version runs."
    case .mode: "1 for the mode in force, 0 for the others."
    case .authority: "1 for the side that answers what nothing else decides."
    case .epoch: "How often the mode has changed."
    case .shareSet: "The part of the blocks that v5 is to answer."
    case .shareActual: "The part of the answers that were v5's since the attempt began."
    case .frozen: "1 where v5 may not become the authority."
    case .contestedBlocks: "Blocks about which the engines disagree, with their descendants."
    case .builds: "Payload ids that callers may ask for."
    case .wayBackOpen: "1 where v4 could answer now."
    case .engineUp: "1 where a side's engine answers."
    case .engineBehind: "1 where a side may not be the authority."
    case .engineWrongChain: "1 where a side's engine is on another chain."
    case .laneDepth: "Operations that wait for a side's engine."
    case .laneInFlight: "Operations that a side's engine was given and has not answered."
    case .laneBytes: "Bytes that wait for a side's engine."
    case .catchUpDone: "Blocks that a catch-up has done."
    case .catchUpBlocks: "Blocks that a catch-up has to do."
    case .operationTime: "How long an engine took to answer."
    case .failures: "Operations without an answer from an engine, by kind."
    case .refusals: "Operations that a side's dialect cannot express."
    case .skipped: "Operations that a follower was not asked, by reason."
    case .fellBehind: "Times that a side fell behind, by reason."
    case .verdicts: "Compared exchanges, by verdict."
    case .differences: "Differences between the answers, by what differed."
    case .comparisonsDropped: "Comparisons dropped because too many waited."
    case .substitutions: "Answers that left in the authority's place, or unguarded, by cause."
    case .wentBack: "Times that the authority went back to v4 by itself."
    case .ownErrors: "Errors of the gateway's own that callers were given."
    case .writersRefused: "Forkchoices of a second node, refused."
    case .httpRequests: "Requests of callers."
    case .httpUnauthorized: "Requests without a good token."
    case .httpRefusals: "Requests refused by their head."
    case .httpMalformed: "Bodies that were no acceptable JSON-RPC."
    case .httpConnectionsRefused: "Connections above the limit."
    case .migrationInfo: "Always 1; says which migration runs."
    case .migrationState: "1 for the migration's state, 0 for the others."
    case .migrationStage: "1 for the stage that the migration is in, 0 for the others."
    case .migrationStep: "The stage's place in the plan, from 1 on."
    case .migrationStages: "Stages of the plan."
    case .migrationStepElapsed: "How long the present share has stood, by the stage's clock."
    case .migrationStepMinimum: "How long the present share has to stand."
    case .migrationAttempt: "The attempt, from 1 on."
    case .migrationOperations: "Exchanges of v5 in this stage."
    case .migrationWaitsForPerson: "1 where only a person can go on."
    case .migrationApprovals: "Consents to leaving the stage."
    case .migrationHold: "1 where the migration does not advance for this reason."
    case .migrationHeld: "How long it has been held for this reason."
    case .migrationTransitions: "Changes of the migration's state."
    case .migrationRollbacks: "Rollbacks, by what asked for them."
    case .rollbackPhase: "How long the phases of the last rollback took."
    case .evidence: "Evidence of a detector against v5; it acts above its threshold."
    case .evidenceThreshold: "From which evidence on a detector acts."
    case .detectorVerdict: "1 for a detector's verdict, 0 for the others."
    case .unsaved: "Changes that wait for the disk."
    case .lastTick: "When the migration's controller looked at the clock last."
    case .drillPhase: "How long the phases of the last drill took."
    case .drillAge: "Time since the last drill that passed, or since the first became due."
    case .drillOverdue: "1 where a drill is overdue."
    case .armRequests: "Requests of an A/B test, by variant."
    case .armFailures: "Failures of an A/B test, by variant."
    case .metricsOverflow: "New series that were put together because their name had too many."
    case .processTime: "Total user and system CPU time spent in seconds."
    case .processMemory: "Resident memory size in bytes."
    case .processDescriptors: "Number of open file descriptors."
    case .processMostDescriptors: "Maximum number of open file descriptors."
    case .processStart: "Start time of the process since unix epoch in seconds."
    }
  }
}
