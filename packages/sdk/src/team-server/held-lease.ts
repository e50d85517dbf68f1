import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { UnderstudyError } from '../errors.ts'
import { understood } from './answer.ts'
import { ask } from './ask.ts'
import type { ServedRow } from './read-dataset.ts'
import { answerOf } from './refusal.ts'
import { type Revealing, refuseMasked } from './refuse-masked.ts'
import type { TeamServer } from './team-server.ts'

export interface LeaseQuestion extends Revealing {
  readonly dataset: string
  /** All of so many rows, or none. */
  readonly rows: number
  /** How long the server keeps them for a holder of whom it hears nothing. */
  readonly seconds: number
  /** Who it is, for people who look at what is leased. */
  readonly holder: string
  /** How long to wait for rows that others hold. */
  readonly waitSeconds: number
  readonly version?: number | undefined
  readonly entity?: string | undefined
  readonly filter?: string | undefined
  readonly signal?: AbortSignal | undefined
}

const lease = z.object({
  id: z.string(),
  version: z.int(),
  entity: z.string(),
  masked: z.array(z.string()).default([]),
  rows: z.array(z.record(z.string(), z.unknown())),
})
const pollMs = 500

/** Rows that nobody else gets until they are given back: they are held for as long as this process lives. */
export class HeldLease {
  readonly id: string
  readonly version: number
  readonly entity: string
  readonly rows: readonly ServedRow[]
  readonly #server: TeamServer
  readonly #question: LeaseQuestion
  readonly #over = new AbortController()
  /** By the clock of this process, counted from before the request was sent: never later than the server's. */
  #ends: number
  #timer: NodeJS.Timeout | undefined
  #renewing: Promise<void> | undefined
  #lost: UnderstudyError | undefined
  #released: Promise<void> | undefined

  private constructor(server: TeamServer, question: LeaseQuestion, taken: z.infer<typeof lease>, asked: number) {
    this.id = taken.id
    this.version = taken.version
    this.entity = taken.entity
    this.rows = taken.rows
    this.#server = server
    this.#question = question
    this.#ends = asked + question.seconds * 1000
    this.#plan(this.#third)
  }

  static async take(server: TeamServer, question: LeaseQuestion): Promise<HeldLease> {
    const { dataset, rows, seconds, holder, waitSeconds, version, entity, filter, reveal, signal } = question
    const doing = takes(dataset)
    const patience = performance.now() + waitSeconds * 1000
    for (;;) {
      const asked = performance.now()
      try {
        const answer = await ask(server, {
          doing,
          method: 'post',
          path: ['datasets', dataset, 'lease'],
          body: { rows, seconds, holder, version, entity, filter, reveal },
          idempotencyKey: randomUUID(),
          timeout: 30_000,
          retries: 4,
          signal,
        })
        const taken = understood(server, doing, lease, answer)
        const held = new HeldLease(server, question, taken, asked)
        await held.#unlessMasked(doing, taken.masked)
        return held
      } catch (thrown) {
        if (!othersHoldThem(thrown) || performance.now() + pollMs > patience) throw thrown
        await pause(pollMs)
      }
    }
  }

  /** What is of no use is given back before that is said. */
  async #unlessMasked(doing: string, masked: readonly string[]): Promise<void> {
    try {
      refuseMasked(doing, this.#question, masked)
    } catch (thrown) {
      await this.release()
      throw thrown
    }
  }

  /** Why the rows may be somebody else's by now, if they may. */
  get lost(): UnderstudyError | undefined {
    if (this.#released === undefined && performance.now() >= this.#ends) this.#lose('it was not renewed in time')
    return this.#lost
  }

  /** Gives the rows back. Fails where somebody else may have had them meanwhile. */
  release(): Promise<void> {
    this.#released ??= this.#release(this.lost)
    return this.#released
  }

  async #release(lost: UnderstudyError | undefined): Promise<void> {
    clearTimeout(this.#timer)
    this.#over.abort()
    await this.#renewing
    if (lost) throw lost
    const { dataset, seconds } = this.#question
    const doing = `give the lease of ${JSON.stringify(dataset)} back`
    try {
      await ask(this.#server, { doing, method: 'delete', path: ['leases', this.id], timeout: 5000, retries: 2 })
    } catch (thrown) {
      if (!(thrown instanceof UnderstudyError) || thrown.code !== 'TEAM_SERVER_UNREACHABLE') throw thrown
      const { operation, hint, details } = thrown
      const message = `${thrown.message}; its rows are free again in ${seconds} seconds at most`
      throw new UnderstudyError(thrown.code, { operation, message, hint, details, at: this.#server.url, cause: thrown })
    }
  }

  get #third(): number {
    return (this.#question.seconds * 1000) / 3
  }

  /** A process that has nothing else to do may end. */
  #plan(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      this.#renewing = this.#renew()
    }, milliseconds)
    this.#timer.unref()
  }

  async #renew(): Promise<void> {
    const { dataset, seconds } = this.#question
    const asked = performance.now()
    const left = this.#ends - asked
    if (left <= 0) return void this.#lose('it was not renewed in time')
    try {
      await ask(this.#server, {
        doing: `renew the lease of ${JSON.stringify(dataset)}`,
        method: 'post',
        path: ['leases', this.id, 'renew'],
        body: { seconds },
        timeout: Math.min(10_000, left),
        retries: 0,
        signal: this.#over.signal,
      })
      this.#ends = asked + seconds * 1000
      this.#plan(this.#third)
    } catch (thrown) {
      if (this.#over.signal.aborted) return
      if (isFinal(thrown)) this.#lose(thrown.message, thrown)
      // Whoever was not reached may be so in a moment: until its end the lease stands.
      else this.#plan(Math.min(1000, this.#third / 3))
    }
  }

  #lose(why: string, cause?: unknown): void {
    const { dataset, seconds, rows } = this.#question
    this.#lost ??= new UnderstudyError('LEASE_LOST', {
      operation: `hold the lease of ${JSON.stringify(dataset)}`,
      at: this.#server.url,
      message: `the lease of ${rows} rows of ${JSON.stringify(dataset)} from ${this.#server.url} ended while the test ran, and others may have had its rows: ${why}`,
      details: { url: this.#server.url, team: this.#server.team, lease: this.id, seconds },
      cause,
    })
  }
}

function takes(dataset: string): string {
  return `take a lease of ${JSON.stringify(dataset)}`
}

/** A refusal that says how many rows are free may be another one in a moment. */
function othersHoldThem(thrown: unknown): boolean {
  return typeof answerOf(thrown)?.free === 'number'
}

/** A refusal that asking again does not change. */
function isFinal(thrown: unknown): thrown is UnderstudyError {
  return thrown instanceof UnderstudyError && thrown.code === 'TEAM_SERVER_REFUSED' && thrown.details.status !== 429
}
