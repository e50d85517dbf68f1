import { describe, expect, test } from 'vitest'
import { luhnDigit } from '../values/identity/check-digits.ts'
import { readMaskingKey } from './key/read-masking-key.ts'
import type { Mask, MaskedBytes, Transform } from './transform.ts'
import { creditCard } from './transforms/credit-card.ts'
import { email } from './transforms/email.ts'
import { exampleColumn, exampleSetting } from './transforms/example-setting.ts'
import { keyInteger } from './transforms/key-integer.ts'
import { phone } from './transforms/phone.ts'
import { uuid } from './transforms/uuid.ts'

/** `npm run test:full clone` does the same for 10 million of each. */
const COUNT = 20_000
const spread = (i: number): number => Math.imul(i + 1, 0x9e3779b1) >>> 0

const cases: readonly (readonly [Transform, (i: number) => string, (image: string) => boolean])[] = [
  [
    email,
    (i) => `user${i}.${spread(i).toString(36)}@mail${i % 50}.example.org`,
    (image) => /^[a-z]{4}\d+\.[a-z0-9]+@[a-z]{4}\d+\.[a-z]{7}\.[a-z]{3}\.test$/.test(image),
  ],
  [phone, (i) => `+3361${String(1_000_000 + i)}`, (image) => /^\+336\d{8}$/.test(image)],
  [
    creditCard,
    (i) => {
      const body = `4${String(spread(i)).padStart(10, '0')}${String(i % 10_000).padStart(4, '0')}`
      return body + luhnDigit(Array.from(body, Number))
    },
    (image) =>
      image.length === 16 &&
      image.startsWith('4') &&
      luhnDigit(Array.from(image.slice(0, -1), Number)) === Number(image.at(-1)),
  ],
  [
    uuid,
    (i) => `${spread(i).toString(16).padStart(8, '0')}-0000-4000-8000-${i.toString(16).padStart(12, '0')}`,
    (image) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(image),
  ],
  [keyInteger, (i) => String(1 + i), (image) => /^(0|[1-9]\d*)$/.test(image) && Number(image) < 100_000],
]

function maskOf(transform: Transform): NonNullable<Mask['bytes']> {
  const mask = transform.mask(transform.options.parse({}), {
    ...exampleSetting(),
    key: readMaskingKey('q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA='),
    column: exampleColumn('text'),
    nested: () => expect.unreachable('these transforms mask no parts'),
  })
  return mask.bytes ?? expect.unreachable('these are masked as bytes')
}

describe.each(cases.map(([transform, write, isValid]) => [transform.name, transform, write, isValid] as const))(
  '%s',
  (_, transform, write, isValid) => {
    test('twenty thousand different values become twenty thousand different valid ones, none its own', () => {
      const mask = maskOf(transform)
      const out: MaskedBytes = { bytes: new Uint8Array(256), at: 0, reserve: () => {} }
      const [values, images] = [new Set<string>(), new Set<string>()]
      for (let i = 0; i < COUNT; i++) {
        const value = write(i)
        const input = Buffer.from(value)
        out.at = 0
        mask(input, 0, input.length, out)
        const image = Buffer.from(out.bytes.subarray(0, out.at)).toString()
        if (!isValid(image) || image === value) expect.fail(`${value} became ${image}`)
        values.add(value)
        images.add(image)
      }
      expect([values.size, images.size]).toEqual([COUNT, COUNT])
    })
  },
)
