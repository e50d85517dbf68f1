import { type Asking, Requests } from './requests.ts'
import type { ServedVariant } from './served.ts'

export interface Cost {
  /** Seconds that went by, and seconds of the server's processor time. */
  readonly wall: number
  readonly cpu: number
}

/** A server and what it is asked, by connections of its own. */
export class Side {
  readonly #server: ServedVariant
  readonly #one: (i: number) => Asking
  readonly #requests: Requests
  #asked = 0
  #sum: Cost = { wall: 0, cpu: 0 }

  constructor(server: ServedVariant, one: (i: number) => Asking, connections: number) {
    this.#server = server
    this.#one = one
    this.#requests = new Requests(connections)
  }

  async ask(count: number): Promise<void> {
    const from = this.#asked
    this.#asked += count
    const { wall, cpu } = await cost(this.#server, () => this.#requests.all(count, (i) => this.#one(from + i)))
    this.#sum = { wall: this.#sum.wall + wall, cpu: this.#sum.cpu + cpu }
  }

  end(): Cost {
    this.#requests.close()
    return this.#sum
  }
}

/**
 * So many requests of each side, in so many turns; who begins one ends the next. Many short turns meet the same machine: of
 * requests whose answer is small, what else runs on it changes the processor time by half, and two servers of node:http
 * alone, asked for seconds each, were from 0.8 to 1.2 of one another.
 */
export async function inTurns(count: number, turns: number, [own, base]: readonly [Side, Side]): Promise<[Cost, Cost]> {
  for (let turn = 0; turn < turns; turn++) {
    for (const side of turn % 2 === 0 ? [own, base] : [base, own]) await side.ask(count / turns)
  }
  return [own.end(), base.end()]
}

export async function cost(server: ServedVariant, work: () => Promise<number>): Promise<Cost> {
  const before = await server.usage()
  const wall = await work()
  return { wall, cpu: (await server.usage()).cpu - before.cpu }
}
