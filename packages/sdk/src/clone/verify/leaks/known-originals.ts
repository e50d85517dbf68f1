import { refuseAborted } from '../../../database/lane.ts'
import type { Hash } from './byte-hash.ts'
import { newBlocks } from './dealt-blocks.ts'
import { WEAK } from './hash-numbers.ts'
import type { LeaksInstance } from './leaks-instance.ts'
import { Remembered } from './remembered.ts'
import { emptyHash } from './row-hashes.ts'
import { Sieve } from './sieve.ts'
import { parts, Spill } from './spill.ts'
import type { Telling } from './telling.ts'
import { RunEnds } from './word-runs.ts'

export type Grade = Exclude<Telling, 'none'>

/**
 * Original values, as hashes, and what is asked of them, after all of those are there. Both are dealt into parts by the hash
 * and put aside; at the end they are held against each other part by part, so that time grows with the values and memory
 * does not.
 */
export class KnownOriginals {
  readonly #pairs: AddedAndAsked
  readonly #told: AddedAndAsked
  /** Most of what is asked is no original, and need not be put aside. */
  readonly #sieves: { readonly pairs: Sieve; readonly runs: Sieve }
  /** How runs end that are looked for. */
  readonly ends: RunEnds

  /**
   * @param folder where that goes which is put aside
   * @param instance in whose memory sieves and ends are
   */
  constructor(folder: string, instance?: LeaksInstance) {
    this.#sieves = { pairs: new Sieve(instance?.sieves.pairs), runs: new Sieve(instance?.sieves.runs) }
    this.ends = new RunEnds(instance?.ends)
    this.#pairs = new AddedAndAsked(folder, 4, instance?.blocks.pairs)
    this.#told = new AddedAndAsked(folder, 3, instance?.blocks.told)
  }

  addPair(pair: Hash): void {
    this.#sieves.pairs.add(pair)
    this.#pairs.added.add(pair.high, pair.low)
  }

  /** The same for records as they are put aside, which are in sieves and ends already. */
  readonly addRecords = {
    pairs: (records: Uint32Array) => this.#pairs.added.addAll(records),
    runs: (records: Uint32Array) => this.#told.added.addAll(records),
  }

  /** Likewise for those that the sieves do not hold back. */
  readonly askRecords = {
    pairs: (records: Uint32Array) => this.#pairs.asked.addAll(records),
    runs: (records: Uint32Array) => this.#told.asked.addAll(records),
  }

  addRun(run: Hash, grade: Grade, ending: number, words: number): void {
    this.ends.add(ending, words)
    this.#sieves.runs.add(run)
    this.#told.added.add(run.high, gradedLow(run, grade))
  }

  /** @param column a number that is told again with the answer, and so is the value's */
  askPair(pair: Hash, column: number, value: number): void {
    if (this.#sieves.pairs.mayHold(pair)) this.#pairs.asked.add(pair.high, pair.low, column, value)
  }

  /**
   * Of a text where nothing was changed also what says something only there.
   * @param scanner a number that is told again with the answer
   */
  askRun(run: Hash, kept: boolean, scanner: number): void {
    if (this.#sieves.runs.mayHold(run)) this.#told.asked.add(run.high, run.low, scannerIn(kept, scanner))
  }

  /** Of what was asked: what is an original. */
  async eachPair(onPair: (pair: Hash, column: number, value: number) => void, signal?: AbortSignal): Promise<void> {
    for await (const known of knownParts(this.#pairs, signal))
      for (const block of this.#pairs.asked.read(known.part))
        for (let at = 0; at < block.length; at += 4) {
          asked.high = block[at] ?? 0
          asked.low = block[at + 1] ?? 0
          if (known.hashes.has(asked)) onPair(asked, block[at + 2] ?? 0, block[at + 3] ?? 0)
        }
  }

  /** @param onRun is told how many originals hold the run: at least one */
  async eachRun(onRun: (run: Hash, scanner: number, count: number) => void, signal?: AbortSignal): Promise<void> {
    for await (const known of knownParts(this.#told, signal))
      for (const block of this.#told.asked.read(known.part))
        for (let at = 0; at < block.length; at += 3) {
          asked.high = block[at] ?? 0
          asked.low = block[at + 1] ?? 0
          const about = block[at + 2] ?? 0
          let count = known.hashes.count(asked)
          if (about % 2 === 1) {
            weak.high = asked.high
            weak.low = gradedLow(asked, 'weak')
            count += known.hashes.count(weak)
          }
          if (count > 0) onRun(asked, Math.floor(about / 2), count)
        }
  }

  /** Safe to call twice. */
  close(): void {
    this.#pairs.close()
    this.#told.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }
}

/** A scanner as it is put aside. */
export function scannerIn(kept: boolean, scanner: number): number {
  return scanner * 2 + (kept ? 1 : 0)
}

/** What was added, and, in the same blocks from the first of it on, what is asked. */
class AddedAndAsked {
  readonly added: Spill
  readonly #later: () => Spill
  #asked: Spill | undefined

  constructor(folder: string, width: 3 | 4, blocks = newBlocks()) {
    this.added = new Spill(folder, 2, blocks)
    this.#later = () => {
      this.added.settle()
      return new Spill(folder, width, blocks)
    }
  }

  get asked(): Spill {
    this.#asked ??= this.#later()
    return this.#asked
  }

  close(): void {
    this.added.close()
    this.#asked?.close()
  }
}

interface Part {
  readonly part: number
  /** What was added of it. */
  readonly hashes: Remembered
}

const asked = emptyHash()
const weak = emptyHash()

/** Parts of which anything was asked, one after the other in one set. */
async function* knownParts({ added, asked }: AddedAndAsked, signal: AbortSignal | undefined): AsyncGenerator<Part> {
  const hashes = new Remembered(0)
  const hash = emptyHash()
  for (let part = 0; part < parts; part++) {
    if (asked.records(part) === 0 || added.records(part) === 0) continue
    // Others have their turn in between, and whoever cancels.
    await new Promise((resolve) => setImmediate(resolve))
    refuseAborted(signal)
    hashes.clear(added.records(part))
    for (const block of added.read(part))
      for (let at = 0; at < block.length; at += 2) {
        hash.high = block[at] ?? 0
        hash.low = block[at + 1] ?? 0
        hashes.add(hash)
      }
    yield { part, hashes }
  }
}

/** Values that only say something where nothing was changed are another thing than those that always do. */
export function gradedLow({ low }: Hash, grade: Grade): number {
  return grade === 'strong' ? low : (low ^ WEAK) >>> 0
}
