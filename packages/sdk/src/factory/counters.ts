import { below } from '../random/draw.ts'
import { streamOf, substream, word } from '../random/stream.ts'

/**
 * Numbers come in blocks of this many: the first for rows that were asked for, the next ones, called lanes, for rows that
 * came along. Times eight workers they stay below 2^31, so that an integer column holds them.
 */
const block = 100_000
const lanes = 2499
/** Beyond every lane. */
export const afterLanes = block * (lanes + 1)

/**
 * Which number a row has within its factory. Rows that are asked for count from 0. A row that comes along with another
 * has a number that follows from the way there and from the other's number: never from what else was made before.
 */
export class Counters {
  /** By factory, then by seed. */
  readonly #counters = new Map<string, Map<string, Counter>>()

  of(factory: string, seed: string | number): Counter {
    const known = this.#counters.get(factory)?.get(String(seed))
    if (known) return known
    const ofFactory = this.#counters.get(factory) ?? new Map<string, Counter>()
    const fresh = new Counter()
    this.#counters.set(factory, ofFactory.set(String(seed), fresh))
    return fresh
  }

  rewind(factory?: string): void {
    for (const [name, ofFactory] of this.#counters) {
      if (factory === undefined || name === factory) for (const counter of ofFactory.values()) counter.rewind()
    }
  }
}

export class Counter {
  #asked = 0
  #came = 0
  readonly #lanes = new Map<string, number>()
  readonly #taken = new Set<number>()

  /** The first of `count` numbers for rows that are asked for. */
  ask(count: number): number {
    const first = this.#asked
    this.#asked += count
    return first
  }

  get asked(): number {
    return this.#asked
  }

  /** How many came along so far; the next one's place among them. */
  come(): number {
    return this.#came++
  }

  get came(): number {
    return this.#came
  }

  /** The number of a row that came along: `way` leads to it from the row that was asked for, which has the serial. */
  ordinalOf(way: string, serial: number): number {
    const part = Math.floor(serial / block)
    return this.#lane(part === 0 ? way : `${way}~${part}`) * block + (serial - part * block)
  }

  /** Two ways that fall on one lane are rare; the later one takes the next free lane. */
  #lane(way: string): number {
    const known = this.#lanes.get(way)
    if (known !== undefined) return known
    let lane = 1 + below(word(substream(streamOf('lane'), way), 0), lanes)
    if (this.#taken.size >= lanes / 2) lane = lanes + 1 + block
    while (this.#taken.has(lane)) lane = lane === lanes ? 1 : lane + 1
    this.#taken.add(lane)
    this.#lanes.set(way, lane)
    return lane
  }

  rewind(): void {
    this.#asked = 0
    this.#came = 0
  }
}

/** The number of a row that was asked for, by its place among those. */
export function askedOrdinal(place: number): number {
  return place < block ? place : afterLanes + place - block
}

const width = 100

/** Where the child of a row comes from, and its serial there: child 250 of the row 7 is the 50th of the third hundred. */
export function childPlace(way: string, serial: number, index: number): { way: string; serial: number } {
  const hundred = Math.floor(index / width)
  return { way: hundred === 0 ? way : `${way}+${hundred}`, serial: serial * width + (index - hundred * width) }
}
