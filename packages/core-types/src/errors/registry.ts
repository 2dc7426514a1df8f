/**
 * Every error code of the project, once. `docs/errors.md` is made from this table (`npm run docs:errors`).
 * A message says what is wrong, a resolution what to do next. Codes are never reused or renumbered.
 */
export type Severity = 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW';

export interface RegisteredError {
  readonly component: string;
  readonly severity: Severity;
  readonly message: string;
  readonly resolution: string;
}

export const ERROR_REGISTRY = {
  'EDS-001': {
    component: 'EventDrivenStrategyEngine',
    severity: 'HIGH',
    message: 'Component orchestration failed',
    resolution:
      'Read the cause; check the health of the named component and the data at that time, then run again.',
  },
  'EDS-002': {
    component: 'EventDrivenStrategyEngine',
    severity: 'MEDIUM',
    message: 'A component or the whole run took longer than allowed',
    resolution:
      'Raise component_timeout or timeout_seconds of event_driven_strategy_engine, or shorten the period.',
  },
  'EDS-003': {
    component: 'EventDrivenStrategyEngine',
    severity: 'CRITICAL',
    message: 'The strategy engine failed and cannot go on',
    resolution:
      'Read the cause; the state up to the last completed step is saved. Restart once the cause is mended.',
  },
  'EDS-004': {
    component: 'EventDrivenStrategyEngine',
    severity: 'CRITICAL',
    message: 'The run was asked for with impossible arguments',
    resolution:
      'Give a start before the end, a positive initial_capital and a share_class of USDT or ETH.',
  },
  'EDS-005': {
    component: 'EventDrivenStrategyEngine',
    severity: 'CRITICAL',
    message: 'The run needs more memory than allowed',
    resolution:
      'Raise memory_limit_mb of event_driven_strategy_engine, shorten the period or coarsen the interval.',
  },
  'EDS-006': {
    component: 'EventDrivenStrategyEngine',
    severity: 'CRITICAL',
    message: 'A saved state does not fit this run',
    resolution: 'Resume with the configuration and the data that the state was saved with.',
  },
  'EDS-007': {
    component: 'EventDrivenStrategyEngine',
    severity: 'HIGH',
    message: 'The engine is already running',
    resolution: 'Wait for the run to end, or make another engine: engines do not share anything.',
  },
  'VM-001': {
    component: 'VenueManager',
    severity: 'HIGH',
    message: 'Instruction block execution failed',
    resolution:
      'Read the cause: a refusal names the filter or balance that was missed; size or funding must change.',
  },
  'VM-002': {
    component: 'VenueManager',
    severity: 'HIGH',
    message: 'Reconciliation did not succeed in time',
    resolution:
      'Compare the venue with the expected holdings in the context; adopt or correct the difference.',
  },
  'VM-003': {
    component: 'VenueManager',
    severity: 'HIGH',
    message: 'The decision cannot be turned into an instruction block',
    resolution:
      'Add the venue action to supported_actions and to action_mapping of this strategy action, or do not name it.',
  },
  'VM-004': {
    component: 'VenueManager',
    severity: 'MEDIUM',
    message: 'The block was refused before its first order: it cannot be carried out as a whole',
    resolution:
      'Read the findings: each names the instruction and the filter, balance or limit that it misses.',
  },
  'VM-005': {
    component: 'VenueManager',
    severity: 'MEDIUM',
    message: 'No risk is added at the moment',
    resolution:
      'Read why in the context: an operator, a limit, an unknown outcome or a difference. Resume once it is mended.',
  },
  'VM-006': {
    component: 'VenueManager',
    severity: 'HIGH',
    message: 'It is not known whether a request took effect',
    resolution:
      'Nothing needs to be done: the venue is asked until it is certain, and no risk is added until then.',
  },
  'VM-007': {
    component: 'VenueManager',
    severity: 'MEDIUM',
    message:
      'A block ended before its last instruction, because the position is no longer what it was made for',
    resolution: 'Nothing needs to be done: the strategy decides again from what was really traded.',
  },
  'VM-008': {
    component: 'VenueManager',
    severity: 'HIGH',
    message: 'More was lost since the beginning of the UTC day than max_daily_loss allows',
    resolution: 'Find out why, then resume; until then positions are only made smaller.',
  },
  'VM-009': {
    component: 'VenueManager',
    severity: 'MEDIUM',
    message: 'The operator command cannot be carried out',
    resolution:
      'Read the message; ask for the status to see which blocks wait and which venues differ.',
  },
  'VM-010': {
    component: 'VenueManager',
    severity: 'HIGH',
    message: 'Money that a block waits for has not arrived in time',
    resolution:
      'Look where it is and ask whoever sent it; the strategy decides again from what has arrived.',
  },
  'VM-011': {
    component: 'VenueManager',
    severity: 'HIGH',
    message: 'The value of the portfolio cannot be told; positions are only made smaller meanwhile',
    resolution: 'Find the price that is missing; it goes on by itself once all can be valued.',
  },
  'EXEC-003': {
    component: 'VenueManager',
    severity: 'MEDIUM',
    message: 'Execution queue overflow: the block was refused',
    resolution:
      'Raise max_queue_size of venue_manager or submit fewer blocks at a time; queued blocks go on.',
  },
  'EXEC-004': {
    component: 'VenueManager',
    severity: 'CRITICAL',
    message: 'Missing or invalid venue credentials',
    resolution:
      'Set the named variable for this BASIS_ENVIRONMENT in env.unified or in the environment.',
  },
  'EIM-001': {
    component: 'ExecutionInterfaceManager',
    severity: 'HIGH',
    message: 'No interface for this instruction',
    resolution:
      'Subscribe the venue under venues.execution_subscriptions, or correct the instruction type or venue.',
  },
  'REC-001': {
    component: 'ReconciliationComponent',
    severity: 'CRITICAL',
    message: 'A venue holds something else than expected',
    resolution:
      'In a backtest this is a defect: report it with the context. Live, adopt or correct the difference.',
  },
  'REC-002': {
    component: 'ReconciliationComponent',
    severity: 'HIGH',
    message: 'Something was changed at a venue from outside',
    resolution:
      'Find out who made it. Set on_difference to adopt, or adopt the venue by command, to go on with what it holds.',
  },
  'PNL-001': {
    component: 'PnLMonitor',
    severity: 'CRITICAL',
    message: 'The attribution does not explain the change of equity',
    resolution: 'Report it with the context: a posting or a price was booked under no term.',
  },
  'DATA-001': {
    component: 'DataProvider',
    severity: 'CRITICAL',
    message: 'A required series or column is missing',
    resolution: 'Add the series to the dataset, or choose venues whose data you have.',
  },
  'DATA-002': {
    component: 'DataProvider',
    severity: 'CRITICAL',
    message: 'The data do not cover the asked period',
    resolution: 'Choose a start and an end inside the covered range, or add the missing data.',
  },
  'DATA-003': {
    component: 'DataProvider',
    severity: 'CRITICAL',
    message: 'A series has rows that cannot be right',
    resolution: 'Mend the named file and row; `basis-backtest check` lists every finding.',
  },
  'DATA-004': {
    component: 'DataProvider',
    severity: 'CRITICAL',
    message: 'A dataset cannot be read',
    resolution: 'Check the path, its manifest.yaml and the permissions.',
  },
  'DATA-005': {
    component: 'DataProvider',
    severity: 'HIGH',
    message: 'A market view was read after the clock had moved',
    resolution: 'Ask getData again, or keep a copy() instead of the view.',
  },
  'DATA-006': {
    component: 'DataProvider',
    severity: 'CRITICAL',
    message: 'A shock does not fit the data',
    resolution: 'Name series and columns that the run reads, and a time in which they have rows.',
  },
  'CFG-001': {
    component: 'Configuration',
    severity: 'CRITICAL',
    message: 'The configuration is not valid',
    resolution: 'Change every place named above; each line says what is allowed there.',
  },
  'CFG-002': {
    component: 'Configuration',
    severity: 'CRITICAL',
    message: 'A configuration file cannot be read',
    resolution: 'Check that the file exists, may be read and is valid YAML.',
  },
  'STR-001': {
    component: 'StrategyManager',
    severity: 'CRITICAL',
    message: 'There is no strategy for this mode',
    resolution: 'Use one of the listed modes, or register a strategy of your own under this name.',
  },
  'VEN-001': {
    component: 'Venue',
    severity: 'MEDIUM',
    message: 'Insufficient balance',
    resolution: 'Reduce the size or fund the account first.',
  },
  'VEN-002': {
    component: 'Venue',
    severity: 'MEDIUM',
    message: 'Insufficient margin',
    resolution: 'Reduce the size or add margin first.',
  },
  'VEN-003': {
    component: 'Venue',
    severity: 'MEDIUM',
    message: 'Quantity is not a whole number of lots, or below the least size',
    resolution: 'Round to the lot size and order no less than the least size of the instrument.',
  },
  'VEN-004': {
    component: 'Venue',
    severity: 'MEDIUM',
    message: 'Notional below the minimum',
    resolution: 'Order more or leave the rest.',
  },
  'VEN-005': {
    component: 'Venue',
    severity: 'MEDIUM',
    message: 'A reduce-only order would open or turn a position',
    resolution: 'Close at most what is open.',
  },
  'VEN-006': {
    component: 'Venue',
    severity: 'MEDIUM',
    message: 'Unknown symbol or asset at this venue',
    resolution: 'Use an instrument of the venue configuration.',
  },
  'VEN-007': {
    component: 'Venue',
    severity: 'MEDIUM',
    message: 'Below the minimum withdrawal, or not more than its fee',
    resolution: 'Move more at once or leave it where it is.',
  },
  'VEN-008': {
    component: 'Venue',
    severity: 'MEDIUM',
    message: 'There is no price at this moment',
    resolution: 'Wait for market data.',
  },
  'VEN-009': {
    component: 'Venue',
    severity: 'MEDIUM',
    message: 'The venue does not offer this',
    resolution: 'Ask a venue whose capabilities include it.',
  },
  'VEN-010': {
    component: 'Venue',
    severity: 'MEDIUM',
    message: 'Too little ETH for gas',
    resolution: 'Send ETH to the wallet before the transaction.',
  },
  'VEN-011': {
    component: 'Venue',
    severity: 'MEDIUM',
    message: 'The collateral does not cover this',
    resolution: 'Borrow or withdraw less, or supply more first.',
  },
  'VEN-012': {
    component: 'Venue',
    severity: 'MEDIUM',
    message: 'The cap of the reserve is reached',
    resolution: 'Supply or borrow less, or wait for the cap to be raised.',
  },
  'VEN-013': {
    component: 'Venue',
    severity: 'MEDIUM',
    message: 'The venue has too little liquidity',
    resolution: 'Take less now and the rest when liquidity has come back.',
  },
  'VEN-014': {
    component: 'Venue',
    severity: 'MEDIUM',
    message: 'The asset is not open for this at the venue now',
    resolution: 'Use another asset, or wait until the venue opens it again.',
  },
  'VEN-015': {
    component: 'Venue',
    severity: 'MEDIUM',
    message: 'A swap would give less than the least that was asked for',
    resolution: 'Swap less at once or accept a worse price.',
  },
  'VEN-016': {
    component: 'Venue',
    severity: 'MEDIUM',
    message: 'A flash loan is not repaid at the end of its transaction',
    resolution: 'Repay principal and premium with the last calls of the transaction.',
  },
  'VEN-017': {
    component: 'Venue',
    severity: 'MEDIUM',
    message: 'The amount is outside what the withdrawal queue takes',
    resolution: 'Split a large amount into several requests; collect a small one first.',
  },
  'VEN-018': {
    component: 'Venue',
    severity: 'MEDIUM',
    message: 'The position does not fit the e-mode category',
    resolution: 'Repay what the category does not lend, or stay in the present category.',
  },
  'VEN-019': {
    component: 'Venue',
    severity: 'MEDIUM',
    message: 'The position would be larger than the venue allows at this leverage',
    resolution: 'Lower the leverage of the account or spread the position over more venues.',
  },
  'VEN-020': {
    component: 'Venue',
    severity: 'MEDIUM',
    message: 'The order is larger than the venue takes at once',
    resolution: 'Send it as several orders.',
  },
  'VEN-021': {
    component: 'Venue',
    severity: 'MEDIUM',
    message: 'The calls do not fit into one transaction',
    resolution: 'Name an atomic venue for several calls, and send no more than it takes at once.',
  },
  'VEN-022': {
    component: 'Venue',
    severity: 'LOW',
    message: 'A resting order did not trade in its time',
    resolution: 'Take what the book offers, or rest again at the price of now.',
  },
  'VEN-023': {
    component: 'Venue',
    severity: 'MEDIUM',
    message: 'A resting order would trade at once, or has no price',
    resolution: 'Rest at the market or away from it: a buy no higher, a sale no lower.',
  },
  'VEN-024': {
    component: 'Venue',
    severity: 'HIGH',
    message: 'The venue takes no orders at the moment',
    resolution:
      'Ask for takesOrders before deciding, trade elsewhere, or wait until the outage is over.',
  },
  'VEN-025': {
    component: 'Venue',
    severity: 'HIGH',
    message: 'The venue lets no money leave at the moment',
    resolution:
      'Ask for paysOut before deciding, use money that is elsewhere, or wait until the outage is over.',
  },
  'VEN-026': {
    component: 'Venue',
    severity: 'MEDIUM',
    message: 'The venue knows this client reference already',
    resolution:
      'The earlier request took effect: ask for it, and never send it again under another name.',
  },
  'VEN-027': {
    component: 'Venue',
    severity: 'MEDIUM',
    message: 'The order found nothing at its worst price or better',
    resolution: 'Decide again at the price of now, or allow more with max_order_slippage.',
  },
  'VEN-028': {
    component: 'Venue',
    severity: 'MEDIUM',
    message: 'The venue refused the request because there were too many',
    resolution:
      'Wait as long as the venue asks for; lower max_requests_per_minute if it happens often.',
  },
  'VEN-029': {
    component: 'Venue',
    severity: 'CRITICAL',
    message: 'The venue does not accept the key any more, or the key may not trade',
    resolution: 'Check the key, its rights and its address list at the venue; then start again.',
  },
  'VEN-030': {
    component: 'Venue',
    severity: 'LOW',
    message: 'The request reached the venue after its time',
    resolution: 'Nothing was done. Check the clock of this machine if it happens often.',
  },
  'VEN-031': {
    component: 'Venue',
    severity: 'HIGH',
    message: 'The venue has closed a position by force',
    resolution:
      'Nothing needs to be done at once: the other leg follows. Look at the margin there, and lower the leverage.',
  },
  'VC-001': {
    component: 'VenueClients',
    severity: 'CRITICAL',
    message: 'This kind of client is not available for this venue',
    resolution: 'Use the simulation kind.',
  },
  'VC-002': {
    component: 'VenueClients',
    severity: 'HIGH',
    message: 'A venue client told something that cannot be right',
    resolution:
      'Nothing was booked by it, and the venue is asked again. Check the clock of this machine and that every token has a price; if it stays, the client has a defect: report it.',
  },
  'RES-001': {
    component: 'ResultsStore',
    severity: 'CRITICAL',
    message: 'Results cannot be written',
    resolution:
      'Check the results folder, its permissions and the free space; the run itself was not affected.',
  },
  'RES-002': {
    component: 'ResultsStore',
    severity: 'HIGH',
    message: 'Another run writes to these results',
    resolution: 'Wait for that run to end, or choose another id.',
  },
  'JNL-001': {
    component: 'Journal',
    severity: 'CRITICAL',
    message: 'The journal cannot be written',
    resolution:
      'Nothing more is sent. Mend the disk or the permissions and start again: what was acknowledged is there.',
  },
  'JNL-002': {
    component: 'Journal',
    severity: 'CRITICAL',
    message: 'The journal is damaged',
    resolution:
      'Put the named segment back from a backup under its own name. Without one, set the whole folder aside, start with a new one and let the venues tell what is held.',
  },
  'JNL-003': {
    component: 'Journal',
    severity: 'CRITICAL',
    message: 'Another process has this journal',
    resolution: 'Stop the other process first: two of them must never trade on one account.',
  },
  'JNL-004': {
    component: 'Journal',
    severity: 'CRITICAL',
    message: 'The journal was written with another configuration',
    resolution:
      'Start with the former configuration, or accept the change by naming the former hash.',
  },
  'JNL-005': {
    component: 'Journal',
    severity: 'CRITICAL',
    message: 'The journal has a format that this version does not know',
    resolution: 'Use the version of the program that wrote it, or a later one.',
  },
  'JNL-006': {
    component: 'Journal',
    severity: 'CRITICAL',
    message: 'The disk is full: only what lowers risk is written to the journal',
    resolution: 'Free some space, then start again.',
  },
  'JNL-007': {
    component: 'Journal',
    severity: 'HIGH',
    message: 'A record cannot be written to the journal',
    resolution: 'Give plain JSON with finite numbers, and no credentials.',
  },
  'JNL-008': {
    component: 'Journal',
    severity: 'CRITICAL',
    message: 'Played again, the journal does not lead to what it says',
    resolution:
      'Play it with the version that wrote it; without that, close the positions by hand and begin a new journal.',
  },
  'JNL-009': {
    component: 'Journal',
    severity: 'CRITICAL',
    message: 'A record of the journal cannot be applied',
    resolution:
      'Report it with the record (basis-live journal show --from its number). To go on without what it says, start once with its number as one to set aside: no risk is added then before an operator says resume.',
  },
  'JNL-010': {
    component: 'Journal',
    severity: 'CRITICAL',
    message: 'The journal cannot be gone on with under another configuration',
    resolution:
      'Start with the former configuration, close what the new one does not have, and stop it once no block is under way: it leaves a checkpoint behind. Then accept the change. Where that cannot be done, begin a new journal and let the venues tell what is held.',
  },
  'LOG-001': {
    component: 'EventLogger',
    severity: 'HIGH',
    message: 'Events cannot be written',
    resolution: 'Check the log folder, its permissions and the free space.',
  },
  'LOG-002': {
    component: 'EventLogger',
    severity: 'MEDIUM',
    message:
      'The oldest events of a component were dropped: its files have the bytes they may have',
    resolution:
      'See in its latest events what is told so often, and end that. Give keepBytes more where the disk has room.',
  },
  'CLI-001': {
    component: 'CommandLine',
    severity: 'CRITICAL',
    message: 'The command cannot be carried out with these arguments',
    resolution: 'See --help.',
  },
  'CLI-002': {
    component: 'CommandLine',
    severity: 'HIGH',
    message: 'What the command tells cannot be written',
    resolution:
      'Free some space where the output goes, or send it elsewhere; files that the command has written are whole.',
  },
} as const satisfies Record<string, RegisteredError>;

export type ErrorCode = keyof typeof ERROR_REGISTRY;
