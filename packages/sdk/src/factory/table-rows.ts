import { UnderstudyError } from '../errors.ts'
import { batchOf } from '../formats/batch-of-rows.ts'
import { valueReader } from '../formats/row-objects.ts'
import { computedFields, derivation } from '../generate/derive.ts'
import { narrowEntity } from '../generate/narrowed.ts'
import { rowRules } from '../generate/rules.ts'
import { settle } from '../generate/settle.ts'
import { valueMaker } from '../generate/value-maker.ts'
import type { Vector } from '../model/batch.ts'
import type { Dialect } from '../model/expression/term.ts'
import type { ParsedSchema } from '../model/parse.ts'
import type { EntityDefinition, FieldDefinition } from '../model/schema.ts'
import { type Rows, rowsAt, type Stream, substream, words } from '../random/stream.ts'
import type { Maker } from '../values/kind.ts'
import type { Locale } from '../values/locale.ts'

/** A table as introspection or a DataSchema describes it. */
export interface TableSource {
  readonly schema: ParsedSchema
  readonly definition: EntityDefinition
  readonly dialect: Dialect
}

/** Rows that are alike: the same of their fields are to be made, the others are known. */
export interface AlikeRows {
  readonly open: readonly string[]
  /** Each row's own number, and for a unique field the number that keeps its value apart. */
  readonly numbers: Float64Array
  uniqueNumbers(field: string, capacity: number): Float64Array
  /** Values that are known already, by field. */
  readonly known: ReadonlyMap<string, readonly unknown[]>
}

const nullShare = 0.1

/** Makes rows of one table for one seed: of the kinds that its columns speak of, and so that its constraints hold. */
export class TableRows {
  readonly #source: TableSource
  readonly #stream: Stream
  readonly #locale: Locale
  readonly #makers = new Map<string, Maker>()
  readonly #narrowed: ReturnType<typeof narrowEntity>
  readonly #constraints: ParsedSchema['constraints']
  readonly #unique: ReadonlySet<string>
  readonly #references: ReadonlySet<string>

  constructor(source: TableSource, stream: Stream, locale: Locale) {
    const { schema, definition, dialect } = source
    this.#source = source
    this.#stream = stream
    this.#locale = locale
    this.#constraints = schema.constraints.filter((one) => one.entity === definition.name)
    this.#narrowed = narrowEntity(definition, this.#constraints, { dialect })
    this.#unique = uniqueFields(source)
    this.#references = new Set(
      schema.relationships.flatMap((one) => (one.child.entity === definition.name ? one.child.fields : [])),
    )
  }

  /** Values of the open fields, in the order of the rows. */
  make(alike: AlikeRows): Map<string, unknown[]> {
    const { definition, dialect } = this.#source
    const known = this.#knownVectors(alike)
    const isOpen = (name: string) => alike.open.includes(name)
    const isFree = (name: string) => isOpen(name) && !this.#unique.has(name) && !this.#references.has(name)
    const { equalities, orderings } = this.#narrowed
    const computed = computedFields(definition, equalities, isFree).filter(
      ({ field, reads }) => isOpen(field.name) && reads.every((name) => isOpen(name) || known.has(name)),
    )
    const drawn = alike.open.filter((name) => !computed.some(({ field }) => field.name === name))
    const free = new Set(drawn.filter(isFree))
    const orders = [
      ...this.#constraints.flatMap((one) => (one.type === 'order' ? [{ fields: one.fields, free }] : [])),
      ...orderings.map(({ lesser, greater }) => ({ fields: [lesser, greater], free })),
    ]
    const derive = derivation(definition, computed, orders, { dialect })
    const { groups } = rowRules({
      entity: definition,
      constraints: this.#constraints,
      free,
      reads: derive.reads,
      evaluation: { dialect },
    })
    const rows = rowsAt(alike.numbers)
    const vectors = derive.apply(new Map([...known, ...this.#draw(drawn, rows, alike)]), rows.length)
    // A row that cannot be settled is the database's to judge: the call may want it to be refused.
    for (const group of groups) {
      settle(vectors, rows, {
        ...group,
        redraw: (again, around) =>
          derive.apply(new Map([...around, ...this.#draw(group.free, again, alike)]), again.length),
      })
    }
    return new Map(alike.open.flatMap((name) => valuesOf(name, vectors.get(name))))
  }

  #draw(fields: readonly string[], rows: Rows, alike: AlikeRows): [string, Vector][] {
    return fields.flatMap((name): [string, Vector][] => {
      const field = this.#source.definition.fields.find((one) => one.name === name)
      return field ? [[name, this.#vector(field, rows, alike)]] : []
    })
  }

  #vector(field: FieldDefinition, rows: Rows, alike: AlikeRows): Vector {
    const unique = this.#unique.has(field.name)
    const maker = this.#maker(field, unique)
    const made = unique ? maker.make(rowsAt(alike.uniqueNumbers(field.name, maker.capacity))) : maker.make(rows)
    const share = this.#nullShare(field)
    if (share <= 0) return made
    const limit = share * 4294967296
    const nulls = Uint8Array.from(words(substream(this.#stream, field.name, 'null'), rows), (word) =>
      word < limit ? 1 : 0,
    )
    return { ...made, nulls }
  }

  #maker(field: FieldDefinition, unique: boolean): Maker {
    const known = this.#makers.get(field.name)
    if (known) return known
    const settings = { stream: this.#stream, locale: this.#locale, basic: false }
    const made = valueMaker(this.#source.definition, field, this.#narrowed.domains.get(field.name), unique, settings)
    this.#makers.set(field.name, made)
    return made
  }

  /** Where no association gives it, another table's key is null if it may be. */
  #nullShare(field: FieldDefinition): number {
    const { primaryKey = [] } = this.#source.definition
    if (!field.nullable || primaryKey.includes(field.name) || this.#narrowed.domains.get(field.name)?.notNull) return 0
    return this.#references.has(field.name) ? 1 : (field.nullRate ?? nullShare)
  }

  /** As far as they can be read as values of their columns; constraints over the others are left to the database. */
  #knownVectors({ known }: AlikeRows): Map<string, Vector> {
    const vectors = new Map<string, Vector>()
    for (const field of this.#source.definition.fields) {
      const values = known.get(field.name)
      const vector = values && vectorOf(field, values)
      if (vector) vectors.set(field.name, vector)
    }
    return vectors
  }
}

function vectorOf({ name, databaseType }: FieldDefinition, values: readonly unknown[]): Vector | undefined {
  try {
    const column = databaseType === undefined ? { name } : { name, databaseType }
    return batchOf(
      name,
      values.map((value) => ({ [name]: value })),
      [column],
    ).columns[0]?.vector
  } catch (thrown) {
    if (thrown instanceof UnderstudyError) return undefined
    throw thrown
  }
}

function valuesOf(name: string, vector: Vector | undefined): [string, unknown[]][] {
  if (!vector) return []
  const read = valueReader(vector)
  return [[name, Array.from({ length: vector.length }, (_, i) => read(i))]]
}

/** Fields that are unique by themselves. */
function uniqueFields({ schema, definition }: TableSource): Set<string> {
  const sets = [
    definition.primaryKey ?? [],
    ...definition.fields.filter(({ unique }) => unique).map(({ name }) => [name]),
    ...schema.constraints.flatMap((one) =>
      one.type === 'unique' && one.entity === definition.name ? [one.fields] : [],
    ),
  ]
  return new Set(sets.flatMap((fields) => (fields.length === 1 ? fields : [])))
}
