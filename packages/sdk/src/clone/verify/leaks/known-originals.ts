import { refuseAborted } from '../../../database/lane.ts'
import type { Hash } from './byte-hash.ts'
import { mostRemembered, Remembered } from './remembered.ts'
import { emptyHash } from './row-hashes.ts'
import { Sieve } from './sieve.ts'
import { Spill } from './spill.ts'
import type { Telling } from './telling.ts'
import { RunEnds } from './word-runs.ts'

export type Grade = Exclude<Telling, 'none'>

export interface OriginalCounts {
  /** Values of masked columns, about. */
  readonly pairs: number
  /** Of those, values that are looked for everywhere. */
  readonly told: number
}

export interface KnownOptions {
  /** Where that goes which memory has no room for. */
  readonly folder: string
  /** How many values memory holds, where it is not as many as it should. */
  readonly most?: number | undefined
}

/** Whether it is known now; otherwise it may become known, and was asked for. */
export type Answer = 'no' | 'yes' | 'later'

/**
 * Original values, as hashes. As many as memory holds are there at once. The rest goes to a file, and so does what is
 * asked of the rest: at the end both are read part by part, so that time grows with the values and memory does not.
 */
export class KnownOriginals {
  readonly #pairs: Remembered
  readonly #told: Remembered
  readonly #rest: { pairs: Rest; told: Rest }
  /** How runs end that are looked for, in what was kept and in what was changed. */
  readonly #ends = { kept: new RunEnds(), changed: new RunEnds() }

  constructor({ pairs, told }: OriginalCounts, { folder, most = mostRemembered }: KnownOptions) {
    this.#rest = { pairs: new Rest(folder, pairs), told: new Rest(folder, told) }
    const held = (expected: number, rest: Rest) =>
      new Remembered(Math.min(expected, most), (high, low) => rest.add(high, low))
    this.#pairs = held(pairs, this.#rest.pairs)
    this.#told = held(told, this.#rest.told)
  }

  addPair(pair: Hash, place: number): void {
    this.#pairs.add(pair, place)
  }

  addRun(run: Hash, grade: Grade, ending: number, words: number): void {
    this.#ends.kept.add(ending, words)
    if (grade === 'strong') this.#ends.changed.add(ending, words)
    this.#told.add(graded(run, grade))
  }

  /** All have been added. */
  settle(): void {
    this.#pairs.settle()
    this.#told.settle()
  }

  /** @param column a number that is told again where the answer comes later, and so is the value's */
  askPair(pair: Hash, place: number, column: number, value: number): Answer {
    if (this.#pairs.has(pair, place)) return 'yes'
    const { pairs } = this.#rest
    return pairs.mayHold(pair) ? pairs.ask(pair, column, value) : 'no'
  }

  /**
   * How many originals hold the run, of those that say something in a text of this kind; undefined where that is told
   * later.
   * @param scanner a number that is told again where the answer comes later
   */
  countRun(run: Hash, kept: boolean, scanner: number): number | undefined {
    const strong = this.#told.count(run)
    const count = strong + (kept ? this.#told.count(graded(run, 'weak')) : 0)
    // What is held is not in the rest.
    if (strong > 0 && !kept) return count
    const { told } = this.#rest
    if (!told.mayHold(run) && !(kept && told.mayHold(graded(run, 'weak')))) return count
    told.ask(run, scanner * 2 + (kept ? 1 : 0), count)
    return undefined
  }

  endsIn(kept: boolean): RunEnds {
    return kept ? this.#ends.kept : this.#ends.changed
  }

  /** What was to be answered later, and is an original. */
  async laterPairs(onPair: (pair: Hash, column: number, value: number) => void, signal?: AbortSignal): Promise<void> {
    await this.#rest.pairs.answer((known, pair, column, value) => {
      if (known.has(pair)) onPair(pair, column, value)
    }, signal)
  }

  /** @param onRun is told how many originals hold the run: at least one */
  async laterRuns(onRun: (run: Hash, scanner: number, count: number) => void, signal?: AbortSignal): Promise<void> {
    await this.#rest.told.answer((known, run, about, held) => {
      const kept = about % 2 === 1
      const count = held + known.count(run) + (kept ? known.count(graded(run, 'weak')) : 0)
      if (count > 0) onRun(run, Math.floor(about / 2), count)
    }, signal)
  }

  /** Safe to call twice. */
  close(): void {
    this.#rest.pairs.close()
    this.#rest.told.close()
  }
}

/** @param known the part that the hash is in, if it is in the rest */
type OnAsked = (known: Remembered, hash: Hash, about: number, beside: number) => void

/** About: at least a few, so that no part is much larger than memory should hold. */
const ofOnePart = 2_000_000
const fewestParts = 8
const mostParts = 1024

/** Hashes that are not in memory, and what is asked of them. */
class Rest {
  readonly #folder: string
  readonly #parts: number
  #added: Spill | undefined
  /** Of what was added: nearly all that is asked is none of it, and needs no second look. */
  #sieve: Sieve | undefined
  #asked: Spill | undefined
  readonly #record = new Uint32Array(4)

  constructor(folder: string, expected: number) {
    this.#folder = folder
    this.#parts = Math.min(mostParts, Math.max(fewestParts, Math.ceil(expected / ofOnePart)))
  }

  add(high: number, low: number): void {
    this.#added ??= new Spill(this.#folder, this.#parts, 2)
    this.#sieve ??= new Sieve()
    this.#sieve.add(high, low)
    this.#record[0] = high
    this.#record[1] = low
    this.#added.add(this.#record)
  }

  mayHold(hash: Hash): boolean {
    return this.#sieve?.mayHold(hash) ?? false
  }

  /** Of what it may hold. */
  ask({ high, low }: Hash, about: number, beside: number): Answer {
    this.#asked ??= new Spill(this.#folder, this.#parts, 4)
    const record = this.#record
    record[0] = high
    record[1] = low
    record[2] = about
    record[3] = beside
    this.#asked.add(record)
    return 'later'
  }

  async answer(onAsked: OnAsked, signal: AbortSignal | undefined): Promise<void> {
    if (!this.#added || !this.#asked) return
    const hash = emptyHash()
    for (let part = 0; part < this.#parts; part++) {
      if (this.#asked.records(part) === 0) continue
      // Others have their turn in between, and whoever cancels.
      await new Promise((resolve) => setImmediate(resolve))
      refuseAborted(signal)
      const known = new Remembered(this.#added.records(part))
      for (const block of this.#added.read(part))
        for (let at = 0; at < block.length; at += 2) {
          hash.high = block[at] ?? 0
          hash.low = block[at + 1] ?? 0
          known.add(hash)
        }
      for (const block of this.#asked.read(part))
        for (let at = 0; at < block.length; at += 4) {
          hash.high = block[at] ?? 0
          hash.low = block[at + 1] ?? 0
          onAsked(known, hash, block[at + 2] ?? 0, block[at + 3] ?? 0)
        }
    }
  }

  close(): void {
    this.#added?.close()
    this.#asked?.close()
    this.#added = undefined
    this.#sieve = undefined
    this.#asked = undefined
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
