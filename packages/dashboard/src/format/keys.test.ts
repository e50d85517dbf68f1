import { expect, test } from 'vitest'
import { KeySequence } from './keys.ts'

const known = ['?', 'g j', 'g o', 'r']
const pressed = (presses: readonly (readonly [string, number])[]) => {
  const keys = new KeySequence(1000)
  return presses.map(([key, at]) => keys.press(key, known, at))
}

test('one key is enough where no second one is asked for', () => {
  expect(pressed([['?', 0]])).toEqual(['?'])
})

test('two keys soon after each other are one shortcut, and too late they are none', () => {
  expect(
    pressed([
      ['g', 0],
      ['j', 900],
    ]),
  ).toEqual([undefined, 'g j'])
  expect(
    pressed([
      ['g', 0],
      ['j', 1100],
    ]),
  ).toEqual([undefined, undefined])
})

test('a key that goes with none before it begins anew', () => {
  expect(
    pressed([
      ['g', 0],
      ['g', 1],
      ['o', 2],
    ]),
  ).toEqual([undefined, undefined, 'g o'])
  expect(
    pressed([
      ['g', 0],
      ['r', 1],
    ]),
  ).toEqual([undefined, 'r'])
})
