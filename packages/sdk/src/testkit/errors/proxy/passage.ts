import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { asksForCommit, ClientMessages, endsAnswer } from './client-messages.ts'
import type { Fault } from './fault.ts'

type End = 'client' | 'server'

/** What all passages of a proxy have in common. */
export interface Weather {
  readonly fault: Fault | undefined
  /** What a cut after some bytes still lets through. */
  left: number
  /** A fault that happens once has happened. */
  struck(): void
}

/** One connection over a proxy: what it lets through in both directions. */
export class Passage {
  readonly #ends: Readonly<Record<End, Socket>>
  readonly #weather: Weather
  readonly #messages = new ClientMessages()
  /** What was read of an end and is on its way to the other, in order. */
  readonly #way: Record<End, Promise<void>> = { client: Promise.resolve(), server: Promise.resolve() }
  /** The server is doing a COMMIT whose answer will be lost. */
  #losesAnswer = false

  constructor(client: Socket, server: Socket, weather: Weather) {
    this.#ends = { client, server }
    this.#weather = weather
    client.on('data', (bytes: Buffer) => this.#fromClient(bytes))
    server.on('data', (bytes: Buffer) => this.#fromServer(bytes))
    for (const end of ['client', 'server'] as const) {
      // Messages are passed on one by one, and none waits for the acknowledgement of the one before.
      this.#ends[end].setNoDelay()
      // A connection that breaks is closed next; there is nothing to do about it.
      this.#ends[end].on('error', () => {})
      this.#ends[end].on('close', () => {
        void this.#way[end].then(() => this.#closeBehind(end))
      })
    }
  }

  /** Nobody can see what is said in it. */
  get isEncrypted(): boolean {
    return this.#messages.isOpaque
  }

  get isOver(): boolean {
    return this.#ends.client.destroyed && this.#ends.server.destroyed
  }

  /** As a network is cut: both ends are told by a reset. */
  cut(): void {
    this.#ends.client.resetAndDestroy()
    this.#ends.server.resetAndDestroy()
  }

  /** Tells an end what it could not be told before: that the other has gone. */
  settle(): void {
    if (this.#ends.client.destroyed || this.#ends.server.destroyed) this.cut()
  }

  #closeBehind(end: End): void {
    if (this.#weather.fault?.kind !== 'drop') this.#ends[other(end)].destroySoon()
  }

  #fromClient(bytes: Buffer): void {
    for (const message of this.#messages.take(bytes)) {
      const { fault } = this.#weather
      if (fault?.kind === 'cut at commit' && !this.isEncrypted && asksForCommit(message)) {
        this.#weather.struck()
        if (fault.arrived) this.#losesAnswer = true
        else {
          this.cut()
          return
        }
      }
      this.#pass('client', message)
    }
  }

  #fromServer(bytes: Buffer): void {
    this.#messages.answered(bytes[0])
    if (!this.#losesAnswer) this.#pass('server', bytes)
    else if (endsAnswer(bytes)) this.cut()
  }

  #pass(from: End, bytes: Buffer): void {
    const { fault } = this.#weather
    if (fault?.kind === 'drop') return
    if (fault?.kind !== 'cut after' || fault.from !== from) {
      this.#send(from, bytes, fault?.kind === 'delay' ? fault.milliseconds : 0)
      return
    }
    const { left } = this.#weather
    this.#weather.left -= bytes.length
    this.#send(from, bytes.subarray(0, left), 0)
    if (bytes.length < left) return
    this.#weather.struck()
    void this.#way[from].then(() => this.cut())
  }

  #send(from: End, bytes: Buffer, delay: number): void {
    const due = performance.now() + delay
    const source = this.#ends[from]
    const target = this.#ends[other(from)]
    this.#way[from] = this.#way[from].then(async () => {
      if (delay > 0) await pause(Math.max(0, due - performance.now()))
      if (target.destroyed || target.write(bytes)) return
      source.pause()
      await Promise.race([once(target, 'drain'), once(target, 'close')]).catch(() => {})
      source.resume()
    })
  }
}

function other(end: End): End {
  return end === 'client' ? 'server' : 'client'
}
