import { UnderstudyError } from '../errors.ts'
import { below } from '../random/draw.ts'
import { type Stream, streamOf, substream, word } from '../random/stream.ts'
import { localeOf } from '../values/locale.ts'
import type { AnyRow } from './base.ts'
import { type Column, type ColumnPlace, kindColumn } from './column.ts'
import type { Draws } from './draws.ts'
import type { CallSettings } from './factory-state.ts'
import type { KindName, KindValue } from './kind-values.ts'
import type { RowNode } from './row-node.ts'

/** What a callback about one row sees, beyond what it is given itself. */
export interface RowDraws extends Draws {
  readonly transient: AnyRow
  parent<Row>(association: string): Readonly<Row> | undefined
}

/** Choices of one callback about one row: keyed by seed, factory, callback and the row's number. */
export function rowDraws(node: RowNode, settings: CallSettings, purpose: string): RowDraws {
  const { base } = node.blueprint
  const { number, ordinal } = node.place
  let drawn = 0
  const next = (): number => word(drawStream(node, settings, purpose), number, drawn++)
  let asked: Map<string, number> | undefined
  return {
    transient: node.transient,
    parent: (association) => parentOf(node, association),
    index: ordinal,
    listIndex: node.list.index,
    listSize: node.list.size,
    sequence: number + 1,
    kind<Name extends KindName>(name: Name, options: Readonly<Record<string, unknown>> = {}) {
      const key = `${name} ${JSON.stringify(options)}`
      asked ??= new Map()
      const nth = asked.get(key) ?? 0
      asked.set(key, nth + 1)
      const path = nth === 0 ? purpose : `${purpose} ${nth + 1}`
      const column = rememberedColumn(settings.seed, base, `${path} ${key}`, () =>
        kindColumn({ kind: name, options }, placeOf(node, settings, path)),
      )
      return ofKind<Name>(column.values(Float64Array.of(number))[0])
    },
    pick(values) {
      if (values.length === 0) {
        throw new UnderstudyError('USAGE', {
          operation: `make a row of ${base.name}`,
          at: `${base.name}, ${purpose}`,
          message: 'pick() was given nothing to pick from',
        })
      }
      return picked(values, below(next(), values.length))
    },
    integer: (min, max) => min + below(next(), max - min + 1),
    chance: (share) => next() < share * 4294967296,
  }
}

function parentOf<Row>(node: RowNode, association: string): Readonly<Row> | undefined {
  const parent = node.links.get(association)?.parent
  if (!parent) return undefined
  if ('row' in parent) return rowOf<Row>(parent.row)
  parent.node.shown = true
  return rowOf<Row>(parent.node.row)
}

/** Who asks for a parent says what its rows are. */
function rowOf<Row>(row: Readonly<AnyRow> | undefined): Readonly<Row> | undefined {
  return row as Readonly<Row> | undefined
}

const mostSeeds = 100
const drawStreams = new WeakMap<object, Map<string | number, Map<string, Stream>>>()

function drawStream(node: RowNode, settings: CallSettings, purpose: string): Stream {
  const { base } = node.blueprint
  const known = drawStreams.get(base)?.get(settings.seed)?.get(purpose)
  if (known) return known
  const bySeed = drawStreams.get(base) ?? new Map<string | number, Map<string, Stream>>()
  drawStreams.set(base, bySeed)
  if (bySeed.size >= mostSeeds) bySeed.clear()
  const byPurpose = bySeed.get(settings.seed) ?? new Map<string, Stream>()
  bySeed.set(settings.seed, byPurpose)
  const made = substream(placeOf(node, settings, purpose).stream, purpose, 'draw')
  byPurpose.set(purpose, made)
  return made
}

function picked<Value>(values: readonly Value[], at: number): Value {
  return values[at]!
}

/** The kind answers what docs/kinds.md says it does; the table of types is checked against every kind by a test. */
function ofKind<Name extends string>(value: unknown): KindValue<Name> {
  return value as KindValue<Name>
}

export function placeOf({ blueprint: { base } }: RowNode, { seed }: CallSettings, path: string): ColumnPlace {
  return {
    stream: substream(streamOf(seed), 'factory', base.name),
    locale: localeOf(base.locale),
    entity: base.entity,
    path,
  }
}

const mostRemembered = 2000
const remembered = new WeakMap<object, Map<string, Column>>()

/** Columns cost their preparation once for each factory and seed. */
export function rememberedColumn(seed: string | number, of: object, key: string, make: () => Column): Column {
  const columns = remembered.get(of) ?? new Map<string, Column>()
  remembered.set(of, columns)
  const whole = `${seed}/${key}`
  const known = columns.get(whole)
  if (known) return known
  const made = make()
  // Options that differ from row to row would be remembered for ever.
  if (columns.size >= mostRemembered) columns.clear()
  columns.set(whole, made)
  return made
}
