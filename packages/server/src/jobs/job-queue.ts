/**
 * How partitions reach workers. It carries no data, only where the work is, and it delivers at least once: that a
 * partition counts once is the fence's doing, which stands with the job in the team's own tables.
 */
export interface JobQueue {
  readonly kind: 'embedded' | 'pg-boss'
  /** What is waiting or taken already is left as it is. */
  enqueue(team: string, job: string, partitions: readonly number[]): Promise<void>
  /** Undefined where nothing is ready. */
  take(): Promise<TakenWork | undefined>
  /** Pieces of work of all teams: those that nobody has, and those that somebody has. */
  count(): Promise<QueueCount>
  /** Called when there may be something to take, beside the polling. */
  onReady(listener: () => void): void
  close(): Promise<void>
}

export interface QueueCount {
  readonly waiting: number
  readonly taken: number
}

/** A piece of work that is leased to this process for a while. */
export interface TakenWork {
  readonly team: string
  readonly job: string
  readonly partition: number
  /** False once it was given to another, whose it is then. */
  extend(): Promise<boolean>
  /** It need not be done again. */
  done(): Promise<void>
  /** Somebody is to do it again, after so long. */
  giveBack(delayMs: number): Promise<void>
}
