import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { TestDataScope } from '../context/test-data-scope.ts'
import { UnderstudyError } from '../errors.ts'
import type { Serialized } from './serialized.ts'

/** What `create` is told. */
export interface Creation {
  /**
   * Names this creation, and is the same when it is tried again. Use it as the record's id, or keep it where
   * `findCreation` can see it: a creation that died half-way is found by it.
   */
  readonly id: string
  readonly testId: string
  readonly buildId: string | undefined
  readonly scope: TestDataScope
  readonly expiresAt: Date
  readonly prefix: string
  /** The name with the prefix before it. */
  mark(name: string): string
  /** What `outside.create` answered. */
  readonly outside: string | undefined
}

/** What `remove` is told. */
export interface Removal {
  /** The id that its creation was given. */
  readonly creation: string
  readonly testId: string
  readonly prefix: string
}

export interface TestRecord {
  readonly id: string | number
}

/** Something in another system that belongs to a record: a user of an identity provider, a customer of a payment service. */
export interface OutsideHooks<Input> {
  /** Before the record; answers what the other system calls it. */
  create(input: Input, about: Omit<Creation, 'outside'>): Promise<string> | string
  /**
   * After the record. The reference is undefined where the creation died before it answered: then find it by
   * `about.creation`. It may be gone already.
   */
  remove(reference: string | undefined, about: Removal): Promise<void> | void
}

/** A type of records that tests may create in production. */
export interface TestEntity<Schema extends StandardSchemaV1 = StandardSchemaV1, Item extends TestRecord = TestRecord> {
  readonly input: Schema
  /** Field of the record that begins with the prefix; name when not said. */
  readonly label?: string | undefined
  /** Field of the record that is true (or 1) for test data; isTest when not said. */
  readonly flag?: string | undefined
  /** Always a new record, with `about.mark(…)` in its label and its flag set: what it answers is checked for both. */
  create(input: StandardSchemaV1.InferOutput<Schema>, about: Creation): Promise<Item> | Item
  /** The record as it is now, with at least its id, label and flag; undefined when it is gone. */
  find(id: string): Promise<object | undefined> | object | undefined
  /** As find, by the id of the creation: must be there where a record's id is not `about.id`. */
  findCreation?(id: string): Promise<TestRecord | undefined> | TestRecord | undefined
  /** Called for a record that was found, and carried both marks. */
  remove(id: string, about: Removal): Promise<void> | void
  /** In shadow mode: the record that would be created. When not said: the input, marked. */
  preview?(input: StandardSchemaV1.InferOutput<Schema>, about: Creation): Promise<Item> | Item
  readonly outside?: OutsideHooks<StandardSchemaV1.InferOutput<Schema>> | undefined
}

/** By the name that is their path under the base path: `builders`, `session-types`. */
export type TestEntities = Readonly<Record<string, TestEntity>>

/** What a client may send. */
export type InputOf<Entity> = Entity extends { readonly input: infer Schema extends StandardSchemaV1 }
  ? StandardSchemaV1.InferInput<Schema>
  : never

/** What a client gets. */
export type RecordOf<Entity> = Entity extends TestEntity<StandardSchemaV1, infer Item> ? Serialized<Item> : never

/** A type of records that tests may create in production, with its types inferred from its schema and its `create`. */
export function defineTestEntity<Schema extends StandardSchemaV1, Item extends TestRecord>(
  entity: TestEntity<Schema, Item>,
): TestEntity<Schema, Item> {
  for (const name of ['create', 'find', 'remove'] as const) {
    if (typeof entity[name] === 'function') continue
    throw new UnderstudyError('TEST_CONFIG_INVALID', {
      operation: 'define test entity',
      at: name,
      message: `a test entity needs ${name}`,
      hint: `Write ${name}; without it test data could not be told from real data, or not be removed.`,
    })
  }
  return entity
}
