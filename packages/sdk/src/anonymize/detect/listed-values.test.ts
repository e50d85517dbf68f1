import { expect, test } from 'vitest'
import { listedValues } from './listed-values.ts'

test.each([
  `((continent = 'Asia'::text) OR (continent = 'Europe'::text))`,
  `((continent)::text = ANY ((ARRAY['Asia'::character varying, 'Europe'::character varying])::text[]))`,
  `continent in ('Asia', 'It''s')`,
  `"continent" IN ('a') or "continent" is null`,
])('%s lists values', (check) => {
  expect(listedValues([check], 'continent')).toBeDefined()
})

test.each([
  `(continent <> 'Asia'::text)`,
  `length(continent) > 3`,
  `(region = 'Asia'::text)`,
  `continent = region`,
  `(continent ~ 'a')`,
])('%s lists none', (check) => {
  expect(listedValues([check], 'continent')).toBeUndefined()
})

test('the values are read out of it', () => {
  expect(listedValues(["continent in ('Asia', 'It''s')"], 'continent')).toEqual(['Asia', "It's"])
})
