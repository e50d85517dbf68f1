import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { propertyRuns } from '../../../test/property-runs.ts'
import { permuteInstance } from './permute-instance.ts'
import { room } from './permute-module.ts'
import { SymbolPermutation } from './symbol-permutation.ts'
import { TextPermutation } from './text-permutation.ts'

const keys = fc.uint32Array({ minLength: 4, maxLength: 4 })
const encoder = new TextEncoder()
const ascii = fc.oneof(
  fc.string({ unit: fc.integer({ min: 0, max: 127 }).map((code) => String.fromCharCode(code)), maxLength: 300 }),
  fc.string({ unit: fc.constantFrom(...'azAZ09.-'), maxLength: 40 }),
  // Around 65,536 texts, and around 2^48: 10^14 and 26^10 are below it, 10^15 and 26^11 above.
  fc
    .tuple(fc.constantFrom('abc', 'abcd', '1234', '12345', '12abc', '123ab'), fc.constantFrom('', '-'))
    .map(([a, b]) => b + a + b),
  fc.constantFrom(...[10, 11, 14, 15, 16, 17].flatMap((length) => ['a', '1', 'Z-'].map((sign) => sign.repeat(length)))),
)

/** What `ascii` writes, between bytes that it is to leave alone. */
function written(permutation: TextPermutation, text: string, context: string): string | undefined {
  const input = encoder.encode(`<${text}>`)
  const out = new Uint8Array(input.length).fill(33)
  const state = context === '' ? undefined : permutation.stateIn(context)
  const done = permutation.ascii(input, 1, input.length - 1, out, 1, state)
  expect([out[0], out.at(-1)]).toEqual([33, 33])
  return done ? new TextDecoder().decode(out.subarray(1, -1)) : undefined
}

test('this engine runs the module: what is compared below are two ways', () => {
  expect(permuteInstance()).toBeDefined()
})

test('of ASCII WebAssembly gives byte for byte what JavaScript gives, and it is taken back', () => {
  fc.assert(
    fc.property(keys, ascii, fc.constantFrom('', 'a.test', 'Context'), (key, text, context) => {
      const permutation = new TextPermutation(key)
      const image = written(permutation, text, context)
      expect(image).toBe(permutation.text(text, context))
      expect(permutation.inverse(image ?? '', context)).toBe(text)
    }),
    { numRuns: propertyRuns(2000) },
  )
})

test('of every length up to 300, and around the most that the module takes', () => {
  const permutation = new TextPermutation(Uint32Array.of(1, 2, 3, 4))
  const lengths = [...Array.from({ length: 301 }, (_, i) => i), room.text - 1, room.text, room.text + 1, 1024, 1025]
  for (const length of lengths) {
    for (const unit of ['a', '7', 'Qx.', '-', 'abcdefg 12']) {
      const text = unit.repeat(length).slice(0, length)
      expect(written(permutation, text, '')).toBe(permutation.text(text))
    }
  }
})

test('what is not all ASCII is not begun with, whatever its length', () => {
  const permutation = new TextPermutation(Uint32Array.of(1, 2, 3, 4))
  for (const text of ['é', 'abcdefgé', `é${'a'.repeat(20)}`, `${'a'.repeat(room.text)}é`]) {
    expect(written(permutation, text, '')).toBeUndefined()
  }
})

test('of symbols WebAssembly gives what JavaScript gives, there and back', () => {
  const radix = fc.oneof(
    fc.constantFrom(2, 8, 9, 10, 26, 1000, 1024, 1025, 65_535, 65_536),
    fc.integer({ min: 1, max: 65_536 }),
  )
  const given = fc.array(fc.tuple(radix, fc.nat()), { maxLength: room.symbols })
  fc.assert(
    fc.property(keys, given, fc.integer(), (key, digits, tweak) => {
      const run = (symbols: SymbolPermutation, values: readonly number[], forward: boolean): number[] => {
        symbols.begin()
        symbols.tweak(tweak, 7)
        values.forEach((value, i) => {
          symbols.push(value, kept[i]![0])
        })
        symbols.permute(forward)
        return Array.from(symbols.symbols.subarray(0, symbols.count))
      }
      const kept = digits.filter(([size]) => size > 1)
      const values = kept.map(([size, value]) => value % size)
      const fast = new SymbolPermutation(key)
      // Lists of its own are those that JavaScript works on.
      const plain = new SymbolPermutation(key)
      plain.makeRoom(room.symbols + 1)
      const images = run(fast, values, true)
      expect(images).toEqual(run(plain, values, true))
      expect(run(fast, images, false)).toEqual(values)
      expect(run(plain, images, false)).toEqual(values)
    }),
    { numRuns: propertyRuns(1000) },
  )
})

test('more symbols than the module takes are permuted all the same', () => {
  const symbols = new SymbolPermutation(Uint32Array.of(1, 2, 3, 4))
  const given = Array.from({ length: room.symbols + 50 }, (_, i) => i % 10)
  const run = (values: readonly number[], forward: boolean): number[] => {
    symbols.begin()
    for (const value of values) symbols.push(value, 10)
    symbols.permute(forward)
    return Array.from(symbols.symbols.subarray(0, symbols.count))
  }
  const images = run(given, true)
  expect(images).not.toEqual(given)
  expect(run(images, false)).toEqual(given)
})

test('what is hashed in first is the same remembered or not, more of it than is remembered', () => {
  const symbols = new SymbolPermutation(Uint32Array.of(1, 2, 3, 4))
  const images = (): string => {
    for (let i = 0; i < 8; i++) symbols.push(i, 10)
    symbols.permute()
    return Array.from(symbols.symbols.subarray(0, symbols.count)).join('')
  }
  const seen = new Set<string>()
  for (let i = 0; i < 4000; i++) {
    const [low, high] = [i % 40, i % 33]
    symbols.beginWith(low, high)
    symbols.tweak(1, 2)
    const remembered = images()
    symbols.begin()
    symbols.tweak(low, high)
    symbols.tweak(1, 2)
    expect(images()).toBe(remembered)
    seen.add(remembered)
  }
  expect(seen.size).toBeGreaterThan(1300)
})

test('where there is no WebAssembly, JavaScript gives the same', async () => {
  const key = Uint32Array.of(1, 2, 3, 4)
  const masked = (texts: TextPermutation, symbols: SymbolPermutation): readonly unknown[] => {
    symbols.beginWith(1, 2)
    for (let i = 0; i < 20; i++) symbols.push(i % 3, 3 + i)
    symbols.permute()
    return [
      written(texts, 'Anna.Smith-1984', 'a.test'),
      written(texts, 'é', ''),
      symbols.symbols.slice(0, symbols.count),
    ]
  }
  const fast = masked(new TextPermutation(key), new SymbolPermutation(key))
  vi.resetModules()
  vi.stubGlobal('WebAssembly', undefined)
  try {
    const [instance, texts, symbols] = await Promise.all([
      import('./permute-instance.ts'),
      import('./text-permutation.ts'),
      import('./symbol-permutation.ts'),
    ])
    expect(instance.permuteInstance()).toBeUndefined()
    expect(masked(new texts.TextPermutation(key), new symbols.SymbolPermutation(key))).toEqual(fast)
  } finally {
    vi.unstubAllGlobals()
    // Modules without WebAssembly are not for whoever comes after in this process.
    vi.resetModules()
  }
})
