import type { Hash } from './byte-hash.ts'
import { Remembered } from './remembered.ts'
import { emptyHash } from './row-hashes.ts'
import type { Telling } from './telling.ts'
import { RunEnds } from './word-runs.ts'

export type Grade = Exclude<Telling, 'none'>

/** What there are about, of all rounds. */
export interface OriginalCounts {
  readonly pairs: number
  readonly told: number
}

/** Original values of one round: the share of all that memory holds at a time. */
export class RoundOriginals {
  readonly #round: number
  readonly #rounds: number
  readonly #pairs: Remembered
  readonly #told: Remembered
  /** How runs end that are looked for, in what was kept and in what was changed. */
  readonly #ends = { kept: new RunEnds(), changed: new RunEnds() }

  constructor(round: number, rounds: number, { pairs, told }: OriginalCounts) {
    this.#round = round
    this.#rounds = rounds
    this.#pairs = new Remembered(Math.ceil(pairs / rounds))
    this.#told = new Remembered(Math.ceil(told / rounds))
  }

  addPair(pair: Hash, place: number): void {
    if (this.#isDue(pair)) this.#pairs.add(pair, place)
  }

  hasPair(pair: Hash, place: number): boolean {
    return this.#isDue(pair) && this.#pairs.has(pair, place)
  }

  addRun(run: Hash, grade: Grade, ending: number, words: number): void {
    if (!this.#isDue(run)) return
    this.#ends.kept.add(ending, words)
    if (grade === 'strong') this.#ends.changed.add(ending, words)
    this.#told.add(graded(run, grade))
  }

  /** How many originals hold the run, of those that say something in a text of this kind. */
  countRun(run: Hash, kept: boolean): number {
    if (!this.#isDue(run)) return 0
    return this.#told.count(run) + (kept ? this.#told.count(graded(run, 'weak')) : 0)
  }

  endsIn(kept: boolean): RunEnds {
    return kept ? this.#ends.kept : this.#ends.changed
  }

  #isDue({ high }: Hash): boolean {
    return this.#rounds === 1 || high % this.#rounds === this.#round
  }
}

const weak = emptyHash()

/** Values that only say something where nothing was changed are another thing than those that always do. */
function graded(run: Hash, grade: Grade): Hash {
  if (grade === 'strong') return run
  weak.high = run.high
  weak.low = (run.low ^ 0x2545f491) >>> 0
  return weak
}
