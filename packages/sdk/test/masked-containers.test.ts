import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import type { MaskingType } from '../src/anonymize/masking-schema.ts'
import type { NestedRule } from '../src/anonymize/transform.ts'
import { compileRule } from '../src/anonymize/transforms/compile-rule.ts'
import { exampleColumn, exampleRow, exampleSetting } from '../src/anonymize/transforms/example-setting.ts'
import { connect } from '../src/database/connect.ts'

let database: Awaited<ReturnType<typeof connect>>

beforeAll(async () => {
  database = await connect(await testDatabase('masked_containers'))
  await ask('create type public.home as (street text, since timestamptz, tags text[])')
})
afterAll(() => database.close())

/** In UTC, as a clone reads its source. */
function ask(text: string, values: readonly string[] = []): Promise<readonly Record<string, unknown>[]> {
  return database.session(async (session) => {
    await session.query("set timezone = 'UTC'")
    return session.query(text, values)
  })
}

const scalar = (form: 'text' | 'boolean' | 'instant' | 'timestamp' | 'decimal' | 'integer' | 'date' | 'bytes') =>
  ({ kind: 'scalar', form }) as const
const listOf = (element: MaskingType): MaskingType => ({ kind: 'list', element })
const home: MaskingType = {
  kind: 'composite',
  fields: [
    { name: 'street', value: scalar('text') },
    { name: 'since', value: scalar('instant') },
    { name: 'tags', value: listOf(scalar('text')) },
  ],
}
const homeRule = { transform: 'fields', options: { fields: { street: 'format', since: 'date-shift', tags: 'format' } } }

const texts = `'a', '', null, 'NULL', 'x,y', 'q"uote', 'back\\slash', '{br}', '  sp  ', E'tab\\t', E'line\\nbreak', 'Łódź'`

const cases: readonly (readonly [databaseType: string, value: string, MaskingType, NestedRule])[] = [
  ['text[]', `array[${texts}]`, listOf(scalar('text')), 'format'],
  ['text[]', `array[array['ab', null], array['c"d', 'e']]`, listOf(scalar('text')), 'format'],
  ['text[]', `'[0:1]={a1,b2}'::text[]`, listOf(scalar('text')), 'format'],
  ['boolean[]', 'array[true, false, null]', listOf(scalar('boolean')), 'redact'],
  [
    'timestamptz[]',
    `array['2024-02-29 10:00:00.5+02'::timestamptz, 'infinity']`,
    listOf(scalar('instant')),
    'date-shift',
  ],
  ['numeric[]', 'array[1.50, -7, 0]', listOf(scalar('decimal')), 'noise'],
  [
    'bytea[]',
    `array['\\x00ff'::bytea, '\\x']`,
    listOf(scalar('bytes')),
    { transform: 'file', options: { with: 'noise' } },
  ],
  [
    'public.home',
    `row('Main "St", (5)', '2024-02-29 10:00+00', array['a b', 'c"d', null])::public.home`,
    home,
    homeRule,
  ],
  [
    'public.home[]',
    `array[row('x\\y', null, null)::public.home, row('', now(), '{}')::public.home, null]`,
    listOf(home),
    homeRule,
  ],
  ['daterange', `'[2024-02-27,2024-03-02)'::daterange`, { kind: 'range', element: scalar('date') }, 'date-shift'],
  ['tstzrange', `tstzrange('2024-02-27', null, '(]')`, { kind: 'range', element: scalar('instant') }, 'date-shift'],
  ['numrange', `numrange(1.5, 7.25, '[]')`, { kind: 'range', element: scalar('decimal') }, 'noise'],
  [
    'int4multirange',
    `'{[1,3),[5,7),[900,950)}'::int4multirange`,
    { kind: 'multirange', element: scalar('integer') },
    'key-integer',
  ],
]

/** Each letter and digit by what it is; quotes stand around NULL where it is a text. */
const kinds = (text: unknown) => String(text).replace(/\p{L}/gu, 'a').replace(/\p{N}/gu, '0').replaceAll('"', '')

test.each(cases)(
  '%s: Postgres reads what its own text was masked to, as a value of the same shape: %s',
  async (databaseType, value, type, rule) => {
    const [original] = await ask(`select (${value})::${databaseType}::text as text`)
    const { mask } = compileRule(rule, { ...exampleColumn('text'), type }, exampleSetting())
    const masked = String(mask.value(String(original?.text), exampleRow()))
    const [read] = await ask(`select $1::${databaseType}::text as text`, [masked])
    expect(read?.text).not.toBe(original?.text)
    if (JSON.stringify(rule).includes('format')) expect(kinds(read?.text)).toBe(kinds(original?.text))
    if (type.kind !== 'list') return
    const shape = (list: string) =>
      `array_dims(${list}) as dims, array_to_string(array(select (item is null)::text from unnest(${list}) item), ',') as nulls`
    const [after] = await ask(`select ${shape(`$1::${databaseType}`)}`, [masked])
    const [before] = await ask(`select ${shape(`(${value})::${databaseType}`)}`)
    expect(after).toEqual(before)
  },
)
