import fc from 'fast-check'
import { expect, test } from 'vitest'
import { moduleOf } from '../../../scripts/permute-module/instructions.ts'
import { memory, pages, task } from '../../../scripts/permute-module/layout.ts'
import { long, longs, short, shorts } from '../../../scripts/permute-module/numbers.ts'
import { beginConstants, constantBytes } from '../../../scripts/permute-module/wide-code.ts'
import { propertyRuns } from '../../../test/property-runs.ts'
import { WasmModule } from '../../formats/web-assembly.ts'
import { workPlainly } from './feistel.ts'
import { startOfHash } from './keyed-hash.ts'
import { LIMB_RADIX, type Limbs, limbs } from './limbs.ts'

interface Functions {
  short(at: number, radices: number, chanceIsEnough: number): void
  shorts(tasks: number, chanceIsEnough: number): void
  long(at: number, radices: number): void
  longs(tasks: number): void
}

/** The functions alone, which the whole module does not let out. */
function assembled() {
  beginConstants()
  const functions = Object.entries({ short: short(), shorts: shorts(), long: long(), longs: longs() })
  const named = functions.map(([name, one]) => ({ ...one, name }))
  const bytes = moduleOf(named, pages, [{ place: memory.constants, bytes: constantBytes() }])
  const made = new WasmModule<Functions>(Buffer.from(bytes).toString('base64')).instance()
  if (made === undefined) throw new Error('this engine has no WebAssembly')
  return made
}

const { memory: buffer, functions } = assembled()
const view = new DataView(buffer)
const taskAt = (i: number) => memory.tasks + i * task.size

const seeds = fc.array(fc.integer(), { minLength: 4, maxLength: 4 })
/** Small radices, so that steps are carried on, and such that are hardly ever at an end. */
const radix = fc.oneof(fc.constantFrom(1, 1, 2, 3, LIMB_RADIX), fc.integer({ min: 1, max: LIMB_RADIX }))
const numbersOf = (count: number, size: 2 | 4) =>
  fc.array(fc.tuple(seeds, fc.array(fc.tuple(radix, fc.nat()), { minLength: 2 * size, maxLength: 2 * size })), {
    minLength: count,
    maxLength: count,
  })

function limbsOf(digits: readonly (readonly [number, number])[]): Limbs {
  const number = limbs(digits.length)
  Object.assign(number, { left: digits.length / 2, right: digits.length / 2, end: digits.length })
  digits.forEach(([radix, value], i) => {
    number.radices[i] = radix
    number.values[i] = value % radix
  })
  return number
}

function write(at: number, state: Int32Array, { values, radices }: Limbs): void {
  state.forEach((word, i) => void view.setInt32(at + task.state + 4 * i, word, true))
  values.forEach((value, i) => void view.setInt32(at + task.values + 4 * i, value, true))
  radices.forEach((radix, i) => void view.setInt32(at + task.radices + 4 * i, radix, true))
}

const read = (at: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => view.getInt32(at + task.values + 4 * i, true))

test.each([
  { size: 2, count: 4, what: 'four numbers of two limbs to a half' },
  { size: 4, count: 3, what: 'three of four limbs' },
] as const)('$what become together what each becomes alone, and in JavaScript', ({ size, count }) => {
  fc.assert(
    fc.property(numbersOf(count, size), fc.boolean(), (given, isEnough) => {
      const chanceIsEnough = isEnough || size === 4
      const numbers = given.map(([, digits]) => limbsOf(digits))
      const states = given.map(([seed]) => startOfHash(Uint32Array.from(seed)))
      const writeAll = () => numbers.forEach((number, i) => void write(taskAt(i), states[i]!, number))
      const readAll = () => numbers.map((_, i) => read(taskAt(i), 2 * size))
      writeAll()
      if (size === 4) functions.longs(taskAt(0))
      else functions.shorts(taskAt(0), chanceIsEnough ? 1 : 0)
      const together = readAll()
      writeAll()
      for (let i = 0; i < count; i++) {
        const radices = taskAt(i) + task.radices
        if (size === 4) functions.long(taskAt(i), radices)
        else functions.short(taskAt(i), radices, chanceIsEnough ? 1 : 0)
      }
      expect(together).toEqual(readAll())
      numbers.forEach((number, i) => void workPlainly(states[i]!, number, chanceIsEnough, false))
      expect(together).toEqual(numbers.map(({ values }) => Array.from(values)))
    }),
    { numRuns: propertyRuns(2000) },
  )
})
