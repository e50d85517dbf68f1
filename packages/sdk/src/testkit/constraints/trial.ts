import type { SchemaDefinition, Table } from '../../catalog/definition.ts'
import type { Dialect, Session } from '../../database/adapter.ts'
import type { ConstraintVerdict } from './constraint-report.ts'
import type { LiteralRow } from './literal-row.ts'

export interface Prepared {
  /** Each of them was written once, with all that it refers to, and taken back: on its own it passes. */
  readonly rows: readonly LiteralRow[]
  /** Rows that have not been written: to refer to them is to refer to nothing. */
  readonly absent: readonly LiteralRow[]
  /** Why there are none. */
  readonly reason: string | null
}

/** What a trial has at hand. All that it does to the session it undoes itself. */
export interface Trial {
  readonly session: Session
  readonly dialect: Dialect
  readonly definition: SchemaDefinition
  rowsFor(table: Table): Promise<Prepared>
  /** Puts in rows that a table's own may refer to; what rowsFor answered before may not do after it. */
  layParents(table: Table): Promise<boolean>
}

const mostRounds = 4

/** Rows of both that are good at the same time: what is made for one may be laid into the other. */
export async function rowsOfBoth({ rowsFor }: Trial, one: Table, other: Table): Promise<readonly [Prepared, Prepared]> {
  for (let round = 1; ; round++) {
    const both = [await rowsFor(one), await rowsFor(other)] as const
    if ((await rowsFor(one)) === both[0] || round === mostRounds) return both
  }
}

export interface Verdict {
  readonly verdict: ConstraintVerdict
  readonly reason: string | null
  readonly passed: number
  readonly refused: number
}

export function holds(reason: string | null = null): Verdict {
  return { verdict: 'holds', reason, passed: 1, refused: 1 }
}

/** @param passed how many rows were tried that had to pass */
export function broken(reason: string, passed = 1): Verdict {
  return { verdict: 'does not hold', reason, passed, refused: 0 }
}

export function untested(reason: string): Verdict {
  return { verdict: 'not tested', reason, passed: 0, refused: 0 }
}

export const accepted = 'a row that breaks it was accepted'
export const noTrace =
  'a row that should have broken it left no trace of that: a trigger, a rule or ON CONFLICT changed it or left it out'
