import { randomUUID } from 'node:crypto'
import { type Who, who } from '../who.ts'

/** That production is accessed: by whom, what for. It holds no secret and no value of the data. */
export interface ProductionAlert extends Who {
  readonly kind: 'production-access'
  readonly id: string
  readonly at: string
  readonly operation: string
  /** The environment's name, or the URL without its password. */
  readonly place: string
}

export type OnAlert = (alert: ProductionAlert) => void | Promise<void>

export function productionAlert(operation: string, place: string): ProductionAlert {
  return { kind: 'production-access', id: randomUUID(), at: new Date().toISOString(), operation, place, ...who() }
}
