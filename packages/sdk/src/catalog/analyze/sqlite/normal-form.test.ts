import { describe, expect, test } from 'vitest'
import { normalForm } from './normal-form.ts'

const same: readonly (readonly [string, ...string[]])[] = [
  ['a > 0 AND b < 5', 'a>0 and b<5', 'a > /* not 1 */ 0\n AnD b<5 -- really'],
  [`lower(code) || 'It''s  "so"'`, `lower( code )||'It''s  "so"'`],
  ['x IN (1, 2, -3)', 'x in(1,2,- 3)'],
  [`json ->> '$.a' -> 'b'`, `json->>'$.a'->'b'`],
  ['0x1F << 2 >> 1_000', '0x1F<<2>>1_000'],
  ['a - -1', 'a- -1', 'a-(-1)'.replace(/[()]/g, ' ')],
  ['- -1', '- - 1'],
  ['count(*) FILTER (WHERE "A b".c IS NOT NULL)', 'count( * ) filter(where "A b" . c is not null)'],
  ['CAST (x AS text) COLLATE nocase', 'cast(x as text)collate nocase'],
  ['🙂x + é', '🙂x+é'],
  ['CASE WHEN a THEN 1 ELSE -1 END - 1', 'case when a then 1 else - 1 end - 1'],
]

test.each(same)('%s', (normal, ...others) => {
  expect(normalForm(normal)).toBe(normal)
  for (const other of others) expect(normalForm(other)).toBe(normal)
})

describe('what differs stays different', () => {
  test.each([
    ['"a"', 'a'],
    ['Name', 'name'],
    [`'a  b'`, `'a b'`],
    ['1.0', '1'],
    ['a - b', 'a, -b'],
  ])('%s and %s', (one, other) => {
    expect(normalForm(one)).not.toBe(normalForm(other))
  })
})

test('a name after AS or a dot keeps its case, also where keywords have it', () => {
  expect(normalForm('select t.First as Last from t')).toBe('SELECT t.First AS Last FROM t')
})
