import type { Cancellable } from '../../database/adapter.ts'
import type { ObjectId } from '../identity.ts'
import type { StepEvent } from './apply-report.ts'
import type { ExpectedState } from './apply-state.ts'

export interface ApplyOptions extends Cancellable, ExpectedState {
  /** Destructive steps that may run: all of them, or those of the objects that are named. None when not said. */
  readonly confirmed?: boolean | readonly ObjectId[] | undefined
  readonly onStep?: ((event: StepEvent) => void) | undefined
  /** In milliseconds, instead of what each step says; 0 is without end. */
  readonly lockTimeout?: number | undefined
  readonly statementTimeout?: number | undefined
  /** How often steps that waited too long for a lock, and did nothing yet, begin again; 3 when not said. */
  readonly lockRetries?: number | undefined
}
