import { expect, test } from 'vitest'
import { placeOf, placesOf, positionOf, stepsOf } from './json-places.ts'

const text = `{
  "entities": [
    { "name": "people", "fields": { "id": "sequence", "first name": "first-name" } }
  ]
}`
const places = placesOf(text)
const at = (path: string) => {
  const span = placeOf(places, path)
  return span && text.slice(span.start, span.end)
}

test.each([
  { path: 'entities[0].name', found: '"people"' },
  { path: 'entities[0].fields.id', found: '"sequence"' },
  { path: 'entities[0].fields["first name"]', found: '"first-name"' },
  { path: 'entities[0].fields.id.kind', found: '"sequence"' },
  { path: 'entities[0].fields["first name"].kind', found: '"first-name"' },
  { path: 'entities[7].name', found: text.slice(text.indexOf('['), text.lastIndexOf(']') + 1) },
  { path: 'relationships[0]', found: '' },
  { path: '', found: '' },
])('$path is found, or else what is around it', ({ path, found }) => {
  expect(at(path)).toBe(found)
})

test.each([
  { broken: '', offset: 0, expected: 'a value' },
  { broken: '{"a" 1}', offset: 5, expected: 'a colon after the name' },
  { broken: '{"a": 1 "b": 2}', offset: 8, expected: 'a comma or }' },
  { broken: '[1, 2', offset: 5, expected: 'a comma or ]' },
  { broken: '[1,]', offset: 3, expected: 'another member after the comma' },
  { broken: "{'a': 1}", offset: 1, expected: 'a name in double quotes' },
  { broken: '["a\nb"]', offset: 1, expected: 'the end of the text, a double quote' },
  { broken: '{} x', offset: 3, expected: 'the end' },
  { broken: '[01]', offset: 2, expected: 'a comma or ]' },
])('$broken is broken at $offset, where $expected belongs', ({ broken, offset, expected }) => {
  expect(placesOf(broken).broken).toEqual({ offset, expected })
  expect(() => JSON.parse(broken)).toThrow(SyntaxError)
})

test('lines and columns count from 1', () => {
  expect(positionOf('ab\ncd', 0)).toEqual({ line: 1, column: 1 })
  expect(positionOf('ab\ncd', 4)).toEqual({ line: 2, column: 2 })
})

test('a path is read as its steps', () => {
  expect(stepsOf('entities[2].fields["first [name]"].kind')).toEqual(['entities', 2, 'fields', 'first [name]', 'kind'])
  expect(stepsOf('["odd one"].x-y')).toEqual(['odd one', 'x-y'])
  expect(stepsOf('')).toEqual([])
})
