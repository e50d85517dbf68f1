import { z } from 'zod'
import type { Reservation, Writer } from '../../factory/writer.ts'
import { outdated } from '../replay-token.ts'

/** By entity and field, runs of numbers in the order in which they were given: first, and how many. Text, for big ones. */
export const numberRuns = z.record(z.string(), z.array(z.tuple([z.string(), z.int()])))
export type NumberRuns = z.infer<typeof numberRuns>

/**
 * Which numbers the sequences of the database gave. They go on from test to test, so that no seed says them; in runs,
 * because they nearly always come one after the other.
 */
export class NumbersKept {
  readonly #runs: Record<string, [string, number][]> = {}

  get runs(): NumberRuns {
    return this.#runs
  }

  around(writer: Writer): Writer {
    return {
      ...writer,
      reserve: async (requests) => {
        const answers = await writer.reserve(requests)
        requests.forEach((request, i) => {
          for (const number of answers[i] ?? []) this.#keep(nameOf(request), BigInt(number))
        })
        return answers
      },
    }
  }

  #keep(name: string, number: bigint): void {
    const runs = this.#runs[name] ?? []
    this.#runs[name] = runs
    const last = runs.at(-1)
    if (last && BigInt(last[0]) + BigInt(last[1]) === number) last[1]++
    else runs.push([String(number), 1])
  }
}

/** A writer that gives the same numbers again. */
export function withNumbersOf(runs: NumberRuns, writer: Writer): Writer {
  const left = new Map(Object.entries(runs).map(([name, own]) => [name, expanded(own)]))
  return {
    ...writer,
    reserve: async (requests) =>
      requests.map((request) => {
        const numbers = left.get(nameOf(request))
        return Array.from({ length: request.count }, () => {
          const next = numbers?.next()
          if (!next || next.done) throw outdated(`${request.entity} has more rows by now`)
          return next.value
        })
      }),
  }
}

function* expanded(runs: NumberRuns[string]): Generator<number | bigint, void, undefined> {
  for (const [first, count] of runs) {
    for (let i = 0; i < count; i++) {
      const number = BigInt(first) + BigInt(i)
      yield Number.isSafeInteger(Number(number)) ? Number(number) : number
    }
  }
}

function nameOf({ entity, field }: Reservation): string {
  return `${entity}.${field}`
}
