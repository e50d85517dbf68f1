import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withItem, withMoved, withName, without, withValue, written } from './json-edits.ts'

const text = `{
  "odd":   [1,2],
  "entities": [
    { "name": "people", "fields": { "id": "sequence" } },
    {
      "name": "cities"
    }
  ]
}
`

test('a value is put in place of another, and nothing else of the text changes', () => {
  expect(withValue(text, ['entities', 0, 'name'], 'folk')).toBe(text.replace('"people"', '"folk"'))
  expect(withValue(text, ['entities', 7, 'name'], 'folk')).toBe(text)
})

test('a member is added as the others are written: in their line, or in a line of its own', () => {
  expect(withValue(text, ['entities', 0, 'fields', 'age'], { kind: 'age' })).toBe(
    text.replace('"id": "sequence"', '"id": "sequence", "age": { "kind": "age" }'),
  )
  expect(withValue(text, ['entities', 1, 'table'], { name: 'c' })).toBe(
    text.replace('"name": "cities"\n', '"name": "cities",\n      "table": { "name": "c" }\n'),
  )
  expect(withValue('{}', ['name'], 'shop')).toBe('{\n  "name": "shop"\n}')
})

test('a line that becomes too long is broken', () => {
  const long = 'a description that takes up most of what a line can hold'
  expect(withValue(text, ['entities', 0, 'description'], long)).toContain(
    `    {\n      "name": "people",\n      "fields": { "id": "sequence" },\n      "description": "${long}"\n    },`,
  )
})

test('what is taken out takes its comma along', () => {
  expect(without(text, ['odd'])).toBe(text.replace('"odd":   [1,2],\n  ', ''))
  expect(without(text, ['odd', 1])).toBe(text.replace('[1,2]', '[1]'))
  expect(without(text, ['entities', 0, 'fields', 'id'])).toBe(text.replace('{ "id": "sequence" }', '{}'))
})

test('a name, an order and an item', () => {
  expect(withName(text, ['odd'], 'even')).toBe(text.replace('"odd"', '"even"'))
  expect(withMoved(text, ['odd'], 1, 0)).toBe(text.replace('[1,2]', '[2,1]'))
  expect(withMoved(text, ['odd'], 1, 2)).toBe(text)
  expect(withItem(text, ['odd'], 0, 0)).toBe(text.replace('[1,2]', '[0, 1,2]'))
  expect(withItem(text, ['constraints'], { type: 'unique' })).toContain(
    '  ],\n  "constraints": [{ "type": "unique" }]\n}',
  )
})

test('whatever stands there, an edit of the text is the same edit of what it says', () => {
  const json = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1, noNullPrototype: true })
  const shaped = fc.tuple(json, fc.constantFrom(undefined, 1, 2, '\t')).map(([value, space]) => ({
    value,
    source: space === undefined ? written(value) : JSON.stringify(value, null, space),
  }))
  fc.assert(
    fc.property(shaped, fc.jsonValue(), fc.nat(), ({ value, source }, put, nth) => {
      const names = Object.keys(JSON.parse(source))
      const name = names[nth % names.length] ?? ''
      const expected: unknown = JSON.parse(JSON.stringify({ ...value, [name]: put }))
      expect(JSON.parse(withValue(source, [name], put))).toEqual(expected)
      const { [name]: _, ...rest } = JSON.parse(source)
      expect(JSON.parse(without(source, [name]))).toEqual(rest)
      const more: unknown = JSON.parse(withValue(source, [`${names.join('')}+`], put))
      expect(more).toEqual({ ...JSON.parse(source), [`${names.join('')}+`]: JSON.parse(JSON.stringify(put)) })
      const items = written(Object.values(value))
      const all: unknown[] = JSON.parse(items)
      const from = nth % all.length
      expect(JSON.parse(withMoved(items, [], from, 0))).toEqual([all[from], ...all.toSpliced(from, 1)])
    }),
    { seed: 1 },
  )
})
