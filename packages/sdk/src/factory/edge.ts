import type { Draws } from './draws.ts'

/** What an edge knows of a factory without its types. */
export interface AnyFactory {
  readonly name: string
  readonly entity: string
}

export interface Later {
  readonly later: () => unknown
}

/** A factory, or where to find it once it is needed. */
export type Target = AnyFactory | Later

export type AnyTraitUse = string | readonly [string, ...unknown[]]
export type AnyOverrides = Readonly<Record<string, unknown>>
interface EdgeOptions {
  readonly traits: readonly AnyTraitUse[]
  readonly target: Target
}

/** This row's fields hold the key of one row of the target. */
export interface RefEdge<out Row> extends EdgeOptions {
  readonly edge: 'ref'
  readonly '~row'?: Row
  readonly fields: readonly string[] | undefined
  readonly keys: readonly string[] | undefined
  readonly optional: boolean
  readonly overrides: AnyOverrides
  readonly shared: Sharing | undefined
}

/** Rows of the target hold this row's key. */
export interface ManyEdge<out Row> extends EdgeOptions {
  readonly edge: 'many'
  readonly '~row'?: Row
  readonly count: number | ((context: ManyContext) => number | Promise<number>)
  readonly inverse: string | undefined
  readonly overrides: AnyOverrides | ((index: number) => AnyOverrides)
}

export interface ManyContext extends Draws {
  readonly transient: Readonly<Record<string, unknown>>
}

export type AnyEdge = RefEdge<unknown> | ManyEdge<unknown>

export interface Sharing {
  /** Edges that share under one name get one row. */
  readonly as: string | undefined
  /** One row for all that a call makes, or one for each row that was asked for. */
  readonly per: 'call' | 'row'
}

export function isEdge(value: unknown): value is AnyEdge {
  return typeof value === 'object' && value !== null && 'edge' in value && 'target' in value
}
