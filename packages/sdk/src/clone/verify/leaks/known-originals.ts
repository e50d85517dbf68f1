import { refuseAborted } from '../../../database/lane.ts'
import type { Hash } from './byte-hash.ts'
import { Remembered } from './remembered.ts'
import { emptyHash } from './row-hashes.ts'
import { RunSieve } from './run-sieve.ts'
import { parts, Spill } from './spill.ts'
import type { Telling } from './telling.ts'
import { RunEnds } from './word-runs.ts'

export type Grade = Exclude<Telling, 'none'>

/**
 * Original values, as hashes, and what is asked of them. Both are dealt into parts by the hash and put aside; at the end
 * they are held against each other part by part, so that time grows with the values and memory does not.
 */
export class KnownOriginals {
  readonly #pairs: { readonly added: Spill; readonly asked: Spill }
  readonly #told: { readonly added: Spill; readonly asked: Spill }
  /** Of what is told: most runs that end as one of them are none of it, and need not be put aside. */
  readonly #sieve = new RunSieve()
  /** How runs end that are looked for, in what was kept and in what was changed. */
  readonly #ends = { kept: new RunEnds(), changed: new RunEnds() }

  /** @param folder where that goes which is put aside */
  constructor(folder: string) {
    this.#pairs = { added: new Spill(folder, 2), asked: new Spill(folder, 4) }
    this.#told = { added: new Spill(folder, 2), asked: new Spill(folder, 3) }
  }

  addPair({ high, low }: Hash): void {
    this.#pairs.added.add(high, low)
  }

  addRun(run: Hash, grade: Grade, ending: number, words: number): void {
    this.#ends.kept.add(ending, words)
    if (grade === 'strong') this.#ends.changed.add(ending, words)
    this.#sieve.add(run)
    this.#told.added.add(run.high, gradedLow(run, grade))
  }

  /** @param column a number that is told again with the answer, and so is the value's */
  askPair({ high, low }: Hash, column: number, value: number): void {
    this.#pairs.asked.add(high, low, column, value)
  }

  /**
   * Of a text where nothing was changed also what says something only there.
   * @param scanner a number that is told again with the answer
   */
  askRun(run: Hash, kept: boolean, scanner: number): void {
    if (this.#sieve.mayHold(run)) this.#told.asked.add(run.high, run.low, scanner * 2 + (kept ? 1 : 0))
  }

  endsIn(kept: boolean): RunEnds {
    return kept ? this.#ends.kept : this.#ends.changed
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
    for (const { added, asked } of [this.#pairs, this.#told]) {
      added.close()
      asked.close()
    }
  }

  [Symbol.dispose](): void {
    this.close()
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
async function* knownParts(
  { added, asked }: { readonly added: Spill; readonly asked: Spill },
  signal: AbortSignal | undefined,
): AsyncGenerator<Part> {
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
function gradedLow({ low }: Hash, grade: Grade): number {
  return grade === 'strong' ? low : (low ^ 0x2545f491) >>> 0
}
