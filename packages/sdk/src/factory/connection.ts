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
  readonly seed: string | number | undefined
  readonly worker: Worker | undefined
}

export interface ConnectionOptions {
  /** Of all factories that have none of their own; 1 when not said. */
  readonly seed?: string | number | undefined
  readonly worker?: Worker | undefined
}

export function factoryConnection(writer: Writer, options: ConnectionOptions = {}): FactoryConnection {
  return {
    writer,
    counters: new Counters(),
    ledger: new Ledger(),
    calls: new CallLog(),
    seed: options.seed,
    worker: options.worker,
  }
}
