import { expect, test } from 'vitest'
import { brokenAt } from './json-place.ts'

test.each([
  ['', 0],
  ['{', 1],
  ['{"a":1,}', 7],
  ['{"a" 1}', 5],
  ['[1, 2\n 3]', 7],
  ['{"a": tru}', 6],
  ['{"a": "x', 8],
  ['{"a": "\\q"}', 8],
  ['{"a": "\\u12g4"}', 11],
  ['[1] 2', 4],
  ["{'a': 1}", 1],
  ['[01]', 2],
  ['\uFEFF{}', 0],
])('%j breaks at %i', (text, at) => {
  expect(() => JSON.parse(text)).toThrow(SyntaxError)
  expect(brokenAt(text)).toBe(at)
})

const whole = JSON.stringify({ a: [1, -2.5e3, 'x\ny', null], 'b"': { c: true, d: [] }, e: '' }, undefined, 1)

test('what the engine reads is read to its end', () => {
  expect(brokenAt(whole)).toBeUndefined()
})

test('wherever one character is changed, cut or doubled, the engine and this agree on whether the text is sound', () => {
  for (let at = 0; at < whole.length; at++) {
    for (const put of ['', ',', '"', '}', '0', 'x', whole.charAt(at).repeat(2)]) {
      const changed = whole.slice(0, at) + put + whole.slice(at + 1)
      expect([changed, brokenAt(changed) === undefined]).toEqual([changed, isSound(changed)])
    }
    const cut = whole.slice(0, at)
    expect(brokenAt(cut)).toBeLessThanOrEqual(at)
  }
})

function isSound(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
