import type { DataSchema, FieldDefinition } from '../src/model/schema.ts'
import type { Rule } from '../src/quality/rules.ts'
import { streamOf, substream } from '../src/random/stream.ts'

/** Data of all that is easily counted in two ways: nulls, empty texts, letters of two units, NaN, infinities, days before 1970. */

const odd: readonly FieldDefinition[] = [
  { name: 'id', type: 'integer' },
  { name: 'parent', type: 'integer' },
  { name: 'n', type: 'integer' },
  { name: 'big', type: 'integer' },
  { name: 'd', type: 'decimal' },
  { name: 'f', type: 'float' },
  { name: 'g', type: 'float' },
  { name: 'ok', type: 'boolean' },
  { name: 't', type: 'text' },
  { name: 's', type: 'text' },
  { name: 'code', type: 'text' },
  { name: 'day', type: 'date' },
  { name: 'until', type: 'date' },
  { name: 'seen', type: 'timestamp' },
  { name: 'gone', type: 'timestamp' },
  { name: 'clock', type: 'time' },
  { name: 'empty', type: 'text' },
]

export const oddSchema: DataSchema = {
  entities: [
    { name: 'odd', fields: [...odd], primaryKey: ['id'] },
    {
      name: 'parents',
      fields: [
        { name: 'id', type: 'integer' },
        { name: 'name', type: 'text' },
      ],
      primaryKey: ['id'],
    },
  ],
}

const texts = [
  '',
  ' ',
  'a',
  'A',
  'ab',
  'äb',
  'zz',
  '𝒜𝒷',
  '🙂',
  '￿',
  'N/A',
  ' null\t',
  'x\ny',
  "it's",
  'back\\slash',
  '"q"',
  '10',
  '9',
  '1.0',
  '-',
  'İ',
  'ß',
]
const codes = ['AA-1', 'AA-2', 'BB-1', 'bb-1', 'C', 'AA-10']
const days = ['1969-12-31', '1970-01-01', '2024-02-29', '2024-03-01', '2025-12-31', '0099-01-01', '9999-12-31']
const moments = [
  '1969-12-31T23:59:59',
  '1970-01-01T00:00:00',
  '2024-02-29T12:30:00',
  '2024-02-29T12:30:01',
  '2026-02-28T00:00:00',
]
const clocks = ['00:00:00', '08:30:00', '08:30:01', '23:59:59']

const rows = 400

/** Extreme: also what SQLite has no values for. */
export function oddData(extreme: boolean): Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> {
  const pick = (field: string, row: number, list: readonly unknown[]) =>
    list[(substream(streamOf('odd'), field, row).a >>> 0) % list.length]
  const some = (values: readonly unknown[]) => [...values, null]
  const floats = [
    0,
    -0,
    0.1,
    0.30000000000000004,
    -1.5,
    1e-9,
    123456.789,
    1e9,
    ...(extreme ? [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] : []),
  ]
  const data = Array.from({ length: rows }, (_, row) => ({
    id: row % 97 === 5 ? (row < 100 ? null : row - 1) : row,
    parent: pick('parent', row, some([1, 2, 3, 4, 5, 6, 7, 99])),
    n: pick('n', row, some([-3, -1, 0, 1, 2, 3, 10, 2147483647])),
    big: pick('big', row, some([9007199254740991, 9007199254740993n, 9007199254740992n, -9223372036854775808n, 0, 5])),
    d: pick('d', row, some(['0.10', '0.1', '1.5', '-2.25', '1000000.01', '0', '2.00'])),
    f: pick('f', row, some(floats)),
    g: pick('g', row, some(floats)),
    ok: pick('ok', row, some([true, false])),
    t: pick('t', row, some(texts)),
    s: pick('s', row, some(texts)),
    code: pick('code', row, some(codes)),
    day: pick('day', row, some([...days, ...(extreme ? ['infinity'] : [])])),
    until: pick('until', row, some(days)),
    seen: pick('seen', row, some([...moments, ...(extreme ? ['-infinity', '2024-02-29T12:30:00.000001'] : [])])),
    gone: pick('gone', row, some(moments)),
    clock: pick('clock', row, some(clocks)),
    empty: null,
  }))
  const parents = [1, 2, 3, 4, 5, 6, 8, 8].map((id, at) => ({ id, name: texts[at] }))
  return { odd: data, parents }
}

export const postgresTables = `
  create table odd (id bigint, parent integer, n integer, big bigint, d numeric, f double precision, g double precision,
    ok boolean, t text, s varchar(40), code text, day date, until date, seen timestamp, gone timestamp, clock time, empty text);
  create table parents (id bigint, name text);`

export const sqliteTables = `
  create table odd (id integer, parent integer, n integer, big integer, d numeric, f real, g real,
    ok boolean, t text, s varchar(40), code text, day date, until date, seen timestamp, gone timestamp, clock time, empty text);
  create table parents (id integer, name text);`

const on = { entity: 'odd' } as const
const wide = ['n', 'd', 'f', 't', 'day', 'seen', 'clock', 'big'] as const

/** At least one rule of every type, over columns of every type. */
export const oddRules: readonly Rule[] = [
  ...[...wide, 'ok'].map((column): Rule => ({ type: 'notNull', id: `notNull ${column}`, ...on, column })),
  { type: 'notNull', id: 'only where it is ok', ...on, column: 't', where: 'ok' },
  { type: 'notNull', id: 'where by expression', ...on, column: 't', where: "n >= 0 and (s <> 'a' or d is null)" },
  { type: 'notNull', id: 'nothing left', ...on, column: 't', where: 'n > 2147483647' },
  { type: 'missingMarkers', id: 'markers', ...on, column: 't' },
  { type: 'missingMarkers', id: 'own markers', ...on, column: 's', markers: ['İ', 'A', '9'] },
  { type: 'complete', id: 'all of', ...on, columns: ['n', 't', 'day'], needs: 'all' },
  { type: 'complete', id: 'any of', ...on, columns: ['n', 't', 'day'], needs: 'any' },
  { type: 'rowCount', id: 'rows', ...on, min: 500 },
  { type: 'rowCount', id: 'rows where', ...on, max: 10, where: 'ok is not null' },
  { type: 'rowCount', id: 'as many as', ...on, sameAs: { entity: 'parents', factor: 50 } },
  ...[...wide, 'ok', 'code'].map(
    (column): Rule => ({ type: 'unique', id: `unique ${column}`, ...on, columns: [column] }),
  ),
  { type: 'unique', id: 'unique pair', ...on, columns: ['n', 't'] },
  { type: 'unique', id: 'unique where', ...on, columns: ['d', 'f'], where: 'ok' },
  { type: 'unique', id: 'only nulls', ...on, columns: ['empty'] },
  { type: 'primaryKey', id: 'key', ...on, columns: ['id'] },
  { type: 'primaryKey', id: 'key of two', ...on, columns: ['n', 't'], where: 'd > 0.1' },
  {
    type: 'duplicateRows',
    id: 'duplicates',
    ...on,
    except: ['id', 'big', 'f', 'g', 't', 's', 'day', 'until', 'seen', 'gone', 'd'],
  },
  { type: 'foreignKey', id: 'orphans', ...on, columns: ['parent'], parent: 'parents', parentColumns: ['id'] },
  {
    type: 'foreignKey',
    id: 'orphans by text',
    ...on,
    columns: ['t'],
    parent: 'parents',
    parentColumns: ['name'],
    where: 'n <> 0',
  },
  { type: 'foreignKey', id: 'number to text', ...on, columns: ['n'], parent: 'parents', parentColumns: ['name'] },
  { type: 'foreignKey', id: 'number to decimal', ...on, columns: ['d'], parent: 'parents', parentColumns: ['id'] },
  { type: 'pairGreater', id: 'n d', ...on, lesser: 'n', greater: 'd' },
  { type: 'pairGreater', id: 'f g', ...on, lesser: 'f', greater: 'g', orEqual: true },
  { type: 'pairGreater', id: 't s', ...on, lesser: 't', greater: 's' },
  { type: 'pairGreater', id: 'day until', ...on, lesser: 'day', greater: 'until', orEqual: true },
  { type: 'pairGreater', id: 'day gone', ...on, lesser: 'day', greater: 'gone' },
  { type: 'pairGreater', id: 'seen gone', ...on, lesser: 'seen', greater: 'gone' },
  { type: 'pairEqual', id: 't is s', ...on, columns: ['t', 's'] },
  { type: 'pairEqual', id: 'f is not g', ...on, columns: ['f', 'g'], not: true },
  {
    type: 'tupleInSet',
    id: 'tuples',
    ...on,
    columns: ['n', 'code'],
    values: [
      [1, 'AA-1'],
      [0, 'C'],
      [-3, 'BB-1'],
    ],
  },
  { type: 'range', id: 'range of n', ...on, column: 'n', min: 0, max: 3 },
  { type: 'range', id: 'range of n, strict', ...on, column: 'n', min: 0, strict: true },
  { type: 'range', id: 'range of big', ...on, column: 'big', max: 5 },
  { type: 'range', id: 'range of d', ...on, column: 'd', min: 0.1, max: 1.5 },
  { type: 'range', id: 'range of f', ...on, column: 'f', min: 0.1 },
  { type: 'range', id: 'range of f, strict', ...on, column: 'f', min: 0, max: 1e9, strict: true },
  { type: 'range', id: 'range of day', ...on, column: 'day', min: '1970-01-01', max: '2025-01-01' },
  { type: 'range', id: 'range of day, moments', ...on, column: 'day', min: '1970-01-01T00:00:01' },
  { type: 'range', id: 'range of seen', ...on, column: 'seen', max: '2024-02-29 12:30:00' },
  { type: 'range', id: 'range of clock', ...on, column: 'clock', min: '08:30', max: '12:00' },
  { type: 'range', id: 'range of text', ...on, column: 't', min: 'A', max: '￿' },
  { type: 'range', id: 'range of text by numbers', ...on, column: 't', min: 0, max: 9 },
  { type: 'inSet', id: 'n among', ...on, column: 'n', values: [0, 1, 2.5] },
  { type: 'inSet', id: 'd among', ...on, column: 'd', values: [0.1, 1.5] },
  { type: 'inSet', id: 'f among', ...on, column: 'f', values: [0, 0.1] },
  { type: 'inSet', id: 't among', ...on, column: 't', values: ['', 'A', '🙂', 'İ', "it's"] },
  { type: 'inSet', id: 't among numbers', ...on, column: 't', values: [1, 10] },
  { type: 'inSet', id: 'n among mixed', ...on, column: 'n', values: [1, 'x'] },
  { type: 'inSet', id: 'days', ...on, column: 'day', values: ['2024-02-29', '1970-01-01'] },
  { type: 'notInSet', id: 't none of', ...on, column: 't', values: ['', 'back\\slash', 'x\ny'] },
  { type: 'notInSet', id: 'n none of', ...on, column: 'n', values: [3, 10] },
  { type: 'length', id: 'length of t', ...on, column: 't', min: 1, max: 2 },
  { type: 'length', id: 'length of n', ...on, column: 'n', max: 1 },
  { type: 'expressionTrue', id: 'n or t', ...on, expression: "n > 0 or t = 'A'" },
  { type: 'expressionTrue', id: 'sums', ...on, expression: 'n + d * 2 >= 1.5' },
  { type: 'expressionTrue', id: 'floats', ...on, expression: 'f <= g and f is not null' },
  { type: 'expressionTrue', id: 'days and moments', ...on, expression: "day < gone and seen >= '2024-02-29'" },
  { type: 'expressionTrue', id: 'like', ...on, expression: "code like 'AA-_'" },
  {
    type: 'expressionTrue',
    id: 'in and between',
    ...on,
    expression: "code in ('AA-1', 'C') and not n between -1 and 2",
  },
  { type: 'expressionTrue', id: 'distinct', ...on, expression: 'n is distinct from parent' },
  { type: 'expressionTrue', id: 'lengths', ...on, expression: 'length(t) < 3' },
  { type: 'expressionTrue', id: 'division', ...on, expression: '10 / n > 2' },
  { type: 'expressionTrue', id: 'truth', ...on, expression: 'ok is true or not ok' },
  { type: 'conditional', id: 'conditional', ...on, when: 'ok', then: 'n > 0' },
  { type: 'conditional', id: 'conditional of null', ...on, when: 'd is null', then: 'd is not null' },
  ...(['integer', 'decimal', 'float', 'text', 'timestamp', 'boolean'] as const).flatMap((is) =>
    [...wide, 'ok'].map((column): Rule => ({ type: 'type', id: `${column} is ${is}`, ...on, column, is })),
  ),
  {
    type: 'duplicateRows',
    id: 'duplicates by database',
    ...on,
    except: odd.map(({ name }) => name).slice(3),
    where: 'n > 0',
  },
  { type: 'functionalDependency', id: 'code determines n', ...on, columns: ['code', 'ok'], determines: 'n' },
  { type: 'functionalDependency', id: 'nothing determined', ...on, columns: ['empty'], determines: 'n' },
  {
    type: 'childrenPerParent',
    id: 'children',
    entity: 'parents',
    columns: ['id'],
    child: 'odd',
    childColumns: ['parent'],
    min: 1,
    max: 45,
  },
  {
    type: 'childrenPerParent',
    id: 'children by name',
    entity: 'parents',
    columns: ['name'],
    child: 'odd',
    childColumns: ['t'],
    min: 18,
    where: 'id > 1',
  },
  ...[...wide, 'ok'].map(
    (column): Rule => ({ type: 'distinctCount', id: `distinct ${column}`, ...on, column, min: 2, max: 6 }),
  ),
  { type: 'distinctCount', id: 'distinct share', ...on, column: 'code', maxShare: 0.01, where: "t <> ''" },
  { type: 'distinctSet', id: 'codes equal', ...on, column: 'code', values: ['AA-1', 'AA-2', 'C'], relation: 'equals' },
  { type: 'distinctSet', id: 'codes contained', ...on, column: 'code', values: ['AA-1', 'C'], relation: 'contains' },
  { type: 'distinctSet', id: 'numbers', ...on, column: 'n', values: [0, 1, 77], relation: 'contains' },
  { type: 'columns', id: 'columns', ...on, names: ['id', 'n', 'missing'], ordered: true, extra: false },
  ...(['min', 'max', 'range', 'zeros', 'sum', 'mean', 'median', 'deviation'] as const).flatMap((measure) =>
    ['n', 'd', 'f'].map(
      (column): Rule => ({ type: 'aggregate', id: `the ${measure} of ${column}`, ...on, column, measure, min: 2 }),
    ),
  ),
  { type: 'aggregate', id: 'mean where', ...on, column: 'n', measure: 'mean', max: 5, where: 'n < 100' },
  { type: 'freshness', id: 'fresh gone', ...on, column: 'gone', maxAge: '36h' },
  { type: 'freshness', id: 'stale day', ...on, column: 'day', maxAge: '1d', where: "day < '2025-01-01'" },
  { type: 'noGaps', id: 'gaps', ...on, column: 'until', every: 'month' },
  { type: 'monotonic', id: 'monotonic', ...on, column: 'n', direction: 'increasing', groupBy: ['code'] },
  { type: 'regex', id: 'regex', ...on, column: 'code', pattern: '^[A-Z]{2}-\\d+$' },
  { type: 'regex', id: 'regex of numbers', ...on, column: 'd', pattern: '^-?\\d' },
  { type: 'namedFormat', id: 'format', ...on, column: 't', format: 'email' },
  { type: 'consistentCasing', id: 'casing', ...on, column: 'code' },
  { type: 'sumEquals', id: 'sum', ...on, columns: ['n', 'd'], total: 1.5, within: 1 },
  { type: 'ratioOfSums', id: 'ratio', ...on, numerator: 'd', denominator: 'n', max: 0 },
  { type: 'correlation', id: 'correlation', ...on, columns: ['n', 'd'], min: 0.9 },
  { type: 'zScore', id: 'z score', ...on, column: 'd', max: 2 },
  {
    type: 'withinParent',
    id: 'within',
    ...on,
    columns: ['parent'],
    parent: 'parents',
    parentColumns: ['id'],
    time: 'n',
    after: 'id',
  },
  { type: 'mutuallyExclusiveRanges', id: 'ranges', ...on, low: 'day', high: 'until', groupBy: ['code'] },
  {
    type: 'stateMachine',
    id: 'states',
    ...on,
    key: ['parent'],
    order: 'id',
    state: 'code',
    transitions: { 'AA-1': ['AA-2', 'C'], C: ['C', 'AA-1'] },
  },
  {
    type: 'eventOrder',
    id: 'events',
    ...on,
    key: ['parent'],
    time: 'id',
    event: 'code',
    sequence: ['AA-1', 'AA-2', 'C'],
  },
]
