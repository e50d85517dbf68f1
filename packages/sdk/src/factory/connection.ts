import { CallLog } from './call-log.ts'
import { Counters } from './counters.ts'
import { Ledger } from './ledger.ts'
import type { Writer } from './writer.ts'

/** One of several processes that make rows for one database. */
export interface Worker {
  /** From 0. */
  readonly id: number
  readonly of: number
}

/** What factories share that write to one place: how far they have counted, and what they have created. */
export interface FactoryConnection {
  readonly writer: Writer
  readonly counters: Counters
  readonly ledger: Ledger
  readonly calls: CallLog
  readonly onCall: ((call: FactoryCall) => void) | undefined
  readonly given: GivenRows | undefined
  readonly seed: string | number | undefined
  readonly worker: Worker | undefined
}

/** A call that makes rows: enough to make it again on a connection that has seen the same calls before. */
export interface FactoryCall {
  readonly factory: string
  /** Of the first row. */
  readonly token: string
  readonly creates: boolean
  /** Of each row that was asked for. */
  readonly overrides: readonly Readonly<Record<string, unknown>>[]
}

/** Values that the row of this number has, of those that are asked for of a factory; what a call gives wins over them. */
export type GivenRows = (factory: string, asked: number) => Readonly<Record<string, unknown>> | undefined

export interface ConnectionOptions {
  /** Of all factories that have none of their own; 1 when not said. */
  readonly seed?: string | number | undefined
  readonly worker?: Worker | undefined
  /** Stands between the factories and where they write: it may look at what passes, refuse it, or answer itself. */
  readonly around?: ((writer: Writer) => Writer) | undefined
  readonly given?: GivenRows | undefined
  /** Told of each call before its rows are made. */
  readonly onCall?: ((call: FactoryCall) => void) | undefined
}

export function factoryConnection(writer: Writer, options: ConnectionOptions = {}): FactoryConnection {
  return {
    writer: options.around?.(writer) ?? writer,
    counters: new Counters(),
    ledger: new Ledger(),
    calls: new CallLog(),
    onCall: options.onCall,
    given: options.given,
    seed: options.seed,
    worker: options.worker,
  }
}
