import type { SafetyCheck } from '../safety/safety-check.ts'

export type CloneStatus = 'pending' | 'in_progress' | 'completed' | 'failed' | 'cancelled'

export const clonePhases = [
  'checking',
  'planning',
  'building',
  'copying',
  'finishing',
  'verifying',
  'promoting',
  'done',
] as const
export type ClonePhase = (typeof clonePhases)[number]

/** A clone, as it is told to people and kept in its folder. It holds no value of the data and no secret. */
export interface CloneOperation {
  readonly id: string
  /** Names, without secrets. */
  readonly source: string
  readonly target: string
  readonly status: CloneStatus
  readonly phase: ClonePhase
  /** 0 to 100. */
  readonly progress: number
  readonly startedAt: Date
  readonly completedAt: Date | null
  readonly logs: readonly CloneLog[]
  readonly statistics: CloneStatistics
  readonly safetyChecks: readonly SafetyCheck[]
  readonly failure: { readonly code: string; readonly message: string } | null
  /** What the old target is kept under, once the clone was promoted. */
  readonly backupId: string | null
}

export interface CloneLog {
  readonly at: Date
  readonly level: 'info' | 'warning' | 'error'
  readonly message: string
}

export interface CloneStatistics {
  readonly tables: readonly TableStatistics[]
  /** By the names that the policy gives to tables. */
  readonly groups: readonly GroupStatistics[]
  readonly rows: number
  readonly rowsMasked: number
  readonly bytes: number
  /** Of chunks that had to be copied again. */
  readonly bytesAgain: number
  readonly milliseconds: number
}

export interface Counted {
  readonly rows: number
  /** Rows of which at least one value was masked. */
  readonly rowsMasked: number
  readonly bytes: number
}

export interface TableStatistics extends Counted {
  readonly table: string
  readonly group: string | undefined
  /** Rules applied: how many values each changed. */
  readonly rules: readonly { readonly column: string; readonly transform: string; readonly values: number }[]
}

export interface GroupStatistics extends Counted {
  readonly group: string
  readonly tables: readonly string[]
}
