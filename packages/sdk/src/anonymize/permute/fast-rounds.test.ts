import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { permuteModule as assembled } from '../../../scripts/permute-module/module.ts'
import { fastRounds } from './fast-rounds.ts'
import { permute, permuteBack, workPlainly } from './feistel.ts'
import { startOfHash } from './keyed-hash.ts'
import { LIMB_RADIX, type Limbs, limbs } from './limbs.ts'
import { permuteModule, room } from './permute-module.ts'

test('the module is what its script puts together', () => {
  expect(Buffer.from(permuteModule, 'base64').equals(assembled())).toBe(true)
  expect(readFileSync(new URL('permute-module.ts', import.meta.url), 'utf8')).toContain('build-permute-module.ts')
})

test('this engine runs the module: what is compared below are two ways', () => {
  expect(fastRounds()).toBeDefined()
})

const even = (most: number) => fc.integer({ min: 1, max: most }).map((pairs) => pairs * 2)
const numbers = fc
  .record({
    left: even(5),
    right: even(5),
    gap: fc.integer({ min: 0, max: 3 }),
    seed: fc.array(fc.integer(), { minLength: 4, maxLength: 4 }),
    digits: fc.array(
      fc.tuple(fc.oneof(fc.constantFrom(1, LIMB_RADIX), fc.integer({ min: 1, max: LIMB_RADIX })), fc.nat()),
      {
        minLength: 24,
        maxLength: 24,
      },
    ),
  })
  .map(({ left, right, gap, seed, digits }) => {
    const number: Limbs = limbs(24)
    number.left = left
    number.right = left + gap
    number.end = left + gap + right
    digits.forEach(([radix, value], i) => {
      number.radices[i] = radix
      number.values[i] = value % radix
    })
    return { number, state: startOfHash(Uint32Array.from(seed)) }
  })

test('WebAssembly and JavaScript give the same numbers, there and back, whatever the limbs', () => {
  fc.assert(
    fc.property(numbers, fc.boolean(), ({ number, state }, chanceIsEnough) => {
      const given = Array.from(number.values)
      const before = Array.from(state)
      permute(state, number, chanceIsEnough)
      const fast = Array.from(number.values)
      number.values.set(given)
      workPlainly(state, number, chanceIsEnough, false)
      expect(fast).toEqual(Array.from(number.values))
      permuteBack(state, number, chanceIsEnough)
      expect(Array.from(number.values)).toEqual(given)
      workPlainly(state, number, chanceIsEnough, true)
      permute(state, number, chanceIsEnough)
      expect(Array.from(number.values)).toEqual(given)
      expect(Array.from(state)).toEqual(before)
    }),
    { numRuns: 500 },
  )
})

test('a number of more limbs than the module has room for is worked on in JavaScript', () => {
  const number = limbs(room.limbs + 2)
  number.left = 2
  number.right = 2
  number.end = room.limbs + 2
  number.radices.fill(1000)
  expect(fastRounds()?.enter(new Int32Array(8), number)).toBe(false)
  permute(startOfHash(Uint32Array.of(1, 2, 3, 4)), number, true)
  expect(new Set(number.values).size).toBeGreaterThan(100)
})
