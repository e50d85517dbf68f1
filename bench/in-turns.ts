import { type Asking, Requests } from './requests.ts'
import type { ServedVariant } from './served.ts'

export interface Cost {
  /** Seconds that went by, and seconds of the server's processor time. */
  readonly wall: number
  readonly cpu: number
}

/** A server and what it is asked. */
export interface Side {
  readonly server: ServedVariant
  readonly one: (i: number) => Asking
}

/**
 * What so many requests of each side cost, in so many turns of which each is a pair of its own; who begins one ends the
 * next. Short turns meet the same machine: of requests whose answer is small, what else runs on it changes the processor time
 * by half, and two servers of node:http alone, asked for seconds each, were from 0.8 to 1.2 of one another.
 */
export async function inTurns(
  { count, turns, connections }: { count: number; turns: number; connections: number },
  sides: readonly [Side, Side],
): Promise<[Cost, Cost][]> {
  const each = count / turns
  const asked = sides.map((side) => ({ ...side, requests: new Requests(connections) }))
  const pairs: [Cost, Cost][] = []
  for (let turn = 0; turn < turns; turn++) {
    const costs: Cost[] = []
    for (const index of turn % 2 === 0 ? [0, 1] : [1, 0]) {
      const { server, one, requests } = asked[index]!
      costs[index] = await cost(server, () => requests.all(each, (i) => one(turn * each + i)))
    }
    pairs.push([costs[0]!, costs[1]!])
  }
  for (const { requests } of asked) requests.close()
  return pairs
}

export async function cost(server: ServedVariant, work: () => Promise<number>): Promise<Cost> {
  const before = await server.usage()
  const wall = await work()
  return { wall, cpu: (await server.usage()).cpu - before.cpu }
}
