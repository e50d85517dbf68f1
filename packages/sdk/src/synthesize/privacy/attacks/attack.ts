import type { Draws } from '../../fidelity/draws.ts'
import type { ComparedEntity } from '../../fidelity/table/compared-columns.ts'
import type { Rate } from './attack-risk.ts'

/** How an attack went on training rows, and the same one on rows of the holdout. */
export interface Attacked {
  readonly n: number
  readonly attack: Rate
  readonly control: Rate
  /** The rate of somebody who guesses and has no synthetic rows. */
  readonly guess: number
  /** Columns that were attacked. */
  readonly columns: readonly string[]
}

export interface AttackOptions {
  readonly draws: Draws
  readonly mostAttacks: number
  /** Steps that may be taken: points or cells that are looked at. */
  readonly mostSteps: number
  /** Columns whose values are guessed; of all where left out. */
  readonly secrets?: readonly string[] | undefined
}

/** An attack, or why it cannot be made. */
export type Attack = (entity: ComparedEntity, options: AttackOptions) => Attacked | { readonly note: string }

/** Of fewer attacks a rate says nothing. */
export const leastAttacks = 50
