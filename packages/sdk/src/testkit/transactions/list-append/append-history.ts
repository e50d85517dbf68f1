/** One step on a list: a read answers all of it, an append puts a value at its end that no other append has. */
export interface AppendStep {
  readonly does: 'read' | 'append'
  readonly key: number
  /** What was appended; null of a read. */
  readonly value: number | null
  /** What a read saw; null of an append, and of a read that was not done. */
  readonly saw: readonly number[] | null
}

export interface AppendTransaction {
  /** Such as "T7"; unique. */
  readonly name: string
  readonly committed: boolean
  /** Those that were done. */
  readonly steps: readonly AppendStep[]
}

/** What happened, and what is left in the end: the lists as they are when nobody is at work any more. */
export interface AppendHistory {
  readonly transactions: readonly AppendTransaction[]
  readonly final: ReadonlyMap<number, readonly number[]>
}
