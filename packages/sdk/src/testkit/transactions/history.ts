/** Rows of the table of a history, ordered by id. */
export type Cells = readonly (readonly [id: number, value: number])[]

export interface HistoryStep {
  /** The transaction that does it, such as T1. */
  readonly by: string
  readonly does: 'read' | 'write' | 'commit' | 'abort'
  /** What it says to the database, where {table} stands for the table; empty for an end. */
  readonly sql: string
  /** By which the verdict finds what it answered: a read the rows it saw, a write the rows it left. */
  readonly name: string | null
}

/** What a history led to. A transaction whose step failed was rolled back, and its later steps were not done. */
export interface Seen {
  /** The rows of a named step; null where it was not done. */
  rows(step: string): Cells | null
  committed(...transactions: readonly string[]): boolean
  /** The table afterwards. */
  readonly final: Cells
}

/**
 * Steps of transactions that are open at the same time, on the rows (1, 10) and (2, 20). An anomaly occurred when the
 * verdict says so of what was seen, whatever waited or was refused on the way.
 */
export interface History {
  /** As the literature calls it, and which form of it: "G-single, read skew". */
  readonly name: string
  readonly anomaly: string
  /** What goes wrong, for people. */
  readonly meaning: string
  readonly steps: readonly HistoryStep[]
  readonly occurred: (seen: Seen) => boolean
}

export interface HistoryTransaction {
  read(condition: string, name?: string): HistoryStep
  write(id: number, value: number | string, name?: string): HistoryStep
  /** Any statement that writes; with a name it says by RETURNING which rows it left or took. */
  run(sql: string, name?: string): HistoryStep
  readonly commit: HistoryStep
  readonly abort: HistoryStep
}

/** Writes the steps of one transaction of a history. */
export function historyTransaction(by: string): HistoryTransaction {
  const run = (sql: string, name?: string): HistoryStep => ({
    by,
    does: 'write',
    sql: name === undefined ? sql : `${sql} returning id, value`,
    name: name ?? null,
  })
  return {
    read: (condition, name) => ({
      by,
      does: 'read',
      sql: `select id, value from {table} where ${condition}`,
      name: name ?? null,
    }),
    write: (id, value, name) => run(`update {table} set value = ${value} where id = ${id}`, name),
    run,
    commit: { by, does: 'commit', sql: '', name: null },
    abort: { by, does: 'abort', sql: '', name: null },
  }
}

export const [t1, t2, t3] = [historyTransaction('T1'), historyTransaction('T2'), historyTransaction('T3')] as const

export function same(a: Cells | null, b: Cells): boolean {
  return a !== null && JSON.stringify(a) === JSON.stringify(b)
}

/** The value of a row of a named step; null where the step was not done or did not see the row. */
export function valueAt(cells: Cells | null, id: number): number | null {
  return cells?.find(([found]) => found === id)?.[1] ?? null
}
