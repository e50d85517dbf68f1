import type { Difference } from './difference.ts'
import type { Ignored } from './ignored.ts'
import { momentOf } from './moment.ts'

export type SideName = 'database' | 'production'

export interface Alike {
  readonly ignored: Ignored
  /** What a value counts as, before anything else is done with it. */
  readonly normalise?: ((value: unknown, at: { readonly path: string; readonly side: SideName }) => unknown) | undefined
  /** Texts that are each side's own, such as its test id and its prefix, and what they count as. */
  readonly own: { readonly database: readonly Own[]; readonly production: readonly Own[] }
  /** A moment from the first to the second of these is the clock's, and counts as any other of them. */
  readonly run: { readonly from: number; readonly to: number }
}

export interface Own {
  readonly text: string
  readonly as: string
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi
const wholeUuid = new RegExp(`^${uuid.source}$`, 'i')
const idName = /^_?(id|uuid|guid)$|(_id|_uuid|Id|ID|Uuid)$/

/**
 * Where two values differ. Ids need not be equal, but each has to stand for the same record wherever it stands; moments
 * are compared as moments, and those of the run count as one; each side's own texts are left out.
 */
export function compareValues(path: string, database: unknown, production: unknown, alike: Alike): Difference[] {
  const comparison = new Comparison(alike)
  comparison.compare(path, '', database, production)
  return comparison.differences
}

class Comparison {
  readonly differences: Difference[] = []
  readonly #alike: Alike
  readonly #toProduction = new Map<string, string>()
  readonly #toDatabase = new Map<string, string>()
  /** Pairs that are being compared: where one comes again, it is a circle. */
  readonly #open = new Map<object, Set<object>>()

  constructor(alike: Alike) {
    this.#alike = alike
  }

  compare(path: string, name: string, rawDatabase: unknown, rawProduction: unknown): void {
    if (this.#alike.ignored(path, name)) return
    const { normalise = (value: unknown) => value } = this.#alike
    const database = plain(normalise(rawDatabase, { path, side: 'database' }))
    const production = plain(normalise(rawProduction, { path, side: 'production' }))
    const differ = (kind: Difference['kind']) => void this.differences.push({ path, kind, database, production })
    if (database === undefined || production === undefined) {
      if (database !== production) differ('missing')
    } else if (Array.isArray(database) && Array.isArray(production)) {
      this.#inside(database, production, () => this.#lists(path, database, production))
    } else if (isRecord(database) && isRecord(production)) {
      this.#inside(database, production, () => this.#records(path, database, production))
    } else if (!this.#sameMoment(database, production)) this.#scalars(name, database, production, differ)
  }

  #scalars(name: string, database: unknown, production: unknown, differ: (kind: Difference['kind']) => void): void {
    if (isId(name, database) && isId(name, production)) {
      if (!this.#sameRecord(String(database), String(production))) differ('reference')
      return
    }
    const [one, other] = [this.#text('database', database), this.#text('production', production)]
    if (typeOf(one) !== typeOf(other)) differ('type')
    else if (!Object.is(one, other)) differ('value')
  }

  #lists(path: string, database: readonly unknown[], production: readonly unknown[]): void {
    if (database.length !== production.length) {
      const [one, other] = [database.length, production.length]
      this.differences.push({ path: `${path}.length`, kind: 'length', database: one, production: other })
    }
    // Past the shorter one, the length says it all.
    const both = Math.min(database.length, production.length)
    for (let i = 0; i < both; i++) this.compare(`${path}[${i}]`, '', database[i], production[i])
  }

  #records(path: string, database: Readonly<Record<string, unknown>>, production: Readonly<Record<string, unknown>>) {
    for (const name of new Set([...Object.keys(database), ...Object.keys(production)])) {
      const at = /^[\w$]+$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`
      this.compare(at, name, ownOf(database, name), ownOf(production, name))
    }
  }

  #inside(database: object, production: object, compare: () => void): void {
    const open = this.#open.get(database) ?? new Set()
    if (open.has(production)) return
    this.#open.set(database, open.add(production))
    compare()
    open.delete(production)
  }

  #sameMoment(database: unknown, production: unknown): boolean {
    const [one, other] = [momentOf(database), momentOf(production)]
    if (one === undefined || other === undefined) return false
    const { from, to } = this.#alike.run
    return one === other || [one, other].every((time) => time >= from && time <= to)
  }

  /** The first time that two ids meet they are each other's; from then on neither is anybody else's. */
  #sameRecord(database: string, production: string): boolean {
    const known = this.#toProduction.get(database)
    const knownBack = this.#toDatabase.get(production)
    if (known !== undefined || knownBack !== undefined) return known === production && knownBack === database
    this.#toProduction.set(database, production)
    this.#toDatabase.set(production, database)
    return true
  }

  /** A text without what is its side's own. */
  #text(side: SideName, value: unknown): unknown {
    if (typeof value !== 'string') return value
    return this.#alike.own[side].reduce((text, own) => text.replaceAll(own.text, own.as), value).replace(uuid, '<id>')
  }
}

/** As JSON would carry it, since that is how production answers; sets and maps as lists of what is in them. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'function' || typeof value === 'symbol') return undefined
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (value instanceof Set) return [...value]
  if (value instanceof Map) return [...value].map(([key, one]) => ({ key, value: one }))
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (typeof value === 'number' && !Number.isFinite(value)) return null
  return hasToJSON(value) ? value.toJSON() : value
}

function hasToJSON(value: unknown): value is { toJSON(): unknown } {
  return typeof value === 'object' && value !== null && 'toJSON' in value && typeof value.toJSON === 'function'
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function ownOf(record: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

function isId(name: string, value: unknown): value is string | number {
  if (typeof value === 'string' && wholeUuid.test(value)) return true
  return idName.test(name) && (typeof value === 'string' || typeof value === 'number')
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value
}
