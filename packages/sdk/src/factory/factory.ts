import type { CleanupOptions, CleanupReport } from './cleanup.ts'
import type { FactoryConnection, Worker } from './connection.ts'
import type { TraitUse } from './definition.ts'
import type { ManyEdge, RefEdge } from './edge.ts'
import type { RowOverride } from './override.ts'

/** What the types of a factory are made of. */
export interface FactoryTypes {
  /** What goes into a row. */
  input: object
  /** What comes out; another type where the source is a schema that transforms. */
  output: object
  transient: unknown
  /** Names of traits to the arguments they take. */
  traits: unknown
  associations: object
  required: PropertyKey
}

type AssociationOverride<Edge> =
  Edge extends RefEdge<infer Row>
    ? (unknown extends Row ? object : Partial<Row>) | RefEdge<unknown> | null
    : Edge extends ManyEdge<infer Row>
      ? number | readonly (unknown extends Row ? object : RowOverride<Row>)[]
      : never

/** Fields, transient parameters and associations of one call. A row given for an association is one that exists. */
export type Overrides<Types extends FactoryTypes> = RowOverride<Types['input']> & {
  readonly [K in keyof Types['transient']]?: Types['transient'][K]
} & { readonly [K in keyof Types['associations']]?: AssociationOverride<Types['associations'][K]> }

type RequiredOverrides<Types extends FactoryTypes> = Overrides<Types> & {
  readonly [K in Types['required'] & keyof Overrides<Types>]-?: Exclude<Overrides<Types>[K], undefined>
}

/** Overrides may be left out, unless the factory requires some. */
type Given<Types extends FactoryTypes> = [Types['required']] extends [never]
  ? [overrides?: Overrides<Types>]
  : [overrides: RequiredOverrides<Types>]

type GivenEach<Types extends FactoryTypes> = [Types['required']] extends [never]
  ? [overrides?: Overrides<Types> | ((index: number) => Overrides<Types>)]
  : [overrides: RequiredOverrides<Types> | ((index: number) => RequiredOverrides<Types>)]

type Related<Associations> = {
  readonly [K in keyof Associations]: Associations[K] extends RefEdge<infer Row>
    ? Row | null
    : Associations[K] extends ManyEdge<infer Row>
      ? readonly Row[]
      : never
}

/** A request for data that reads the same in every factory. */
export interface TestDataSpec<Types extends FactoryTypes = FactoryTypes> {
  /** How many rows createBatch makes; 1 when not said. */
  readonly count?: number
  /** By association: a row that exists, or how many rows a row has of others. */
  readonly relationships?: Pick<Overrides<Types>, keyof Types['associations'] & keyof Overrides<Types>>
  /** What holds for every row: fields and transient parameters. */
  readonly constraints?: Overrides<Types>
  readonly seed?: string | number
}

/** Makes rows of one entity. It never changes: each method that answers a factory answers another one. */
export interface Factory<Types extends FactoryTypes> {
  readonly '~types'?: Types
  readonly name: string
  readonly entity: string

  /** A row, in memory; what it is associated with is built too. */
  build(...given: Given<Types>): Promise<Types['output']>
  buildMany(count: number, ...given: GivenEach<Types>): Promise<Types['output'][]>
  /** The row's own fields alone, as they go in: neither associations nor their keys, no hooks, no parsing. */
  attributes(...given: Given<Types>): Promise<Partial<Types['input']>>
  /** As build, and written, together with what it is associated with. */
  create(...given: Given<Types>): Promise<Types['output']>
  createMany(count: number, ...given: GivenEach<Types>): Promise<Types['output'][]>

  /** `users.with('admin', ['titled', 'Dr'])`: the later one wins. */
  with(...traits: readonly TraitUse<Types['traits']>[]): Factory<Types>
  /** Same seed, same rows. Each seed counts its own rows from 0. */
  seed(seed: string | number): Factory<Types>
  /** One of several processes on one database: their unique fields and sequences have nothing in common. */
  worker(worker: Worker): Factory<Types>
  /** Where create() writes. What is created through the same connection is cleaned up through it. */
  for(connection: FactoryConnection): Factory<Types>
  /** Counts from 0 again: this factory, or with 'all' every factory that shares its connection. */
  rewind(which?: 'all'): void

  /** The rows that a row was made together with, by association. */
  related(row: Types['output']): Related<Types['associations']>
  /** Names a row, or the last one that was made: seed, factory, number, traits. */
  token(row?: object): string
  /** The row that the token names, built again. Overrides are not part of a token: give those of the call again. */
  replay(token: string, overrides?: Overrides<Types>): Promise<Types['output']>

  createRecord(spec?: TestDataSpec<Types>): Promise<Types['output']>
  createBatch(spec?: TestDataSpec<Types>): Promise<Types['output'][]>
  /** Deletes what this factory created and what came along with it, children first, and nothing else. Safe to call twice. */
  cleanupCreatedRecords(options?: CleanupOptions): Promise<CleanupReport>
}
