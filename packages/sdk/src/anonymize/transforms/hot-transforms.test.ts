import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { propertyRuns } from '../../../test/property-runs.ts'
import { luhnDigit, modulo } from '../../values/identity/check-digits.ts'
import { readMaskingKey } from '../key/read-masking-key.ts'
import type { ScalarType } from '../masking-schema.ts'
import type { Mask, MaskedBytes, Subject, Transform } from '../transform.ts'
import { creditCard } from './credit-card.ts'
import { email } from './email.ts'
import { exampleColumn, exampleRow, exampleSetting } from './example-setting.ts'
import { firstName } from './first-name.ts'
import { format } from './format.ts'
import { fullName } from './full-name.ts'
import { iban } from './iban.ts'
import { keyInteger } from './key-integer.ts'
import { lastName } from './last-name.ts'
import { phone } from './phone.ts'
import { username } from './username.ts'
import { uuid } from './uuid.ts'

const key = readMaskingKey('q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=')
const row = exampleRow()

interface Choice {
  readonly options?: object
  readonly type?: Partial<ScalarType>
  readonly subject?: Subject
}

function maskOf(transform: Transform, { options = {}, type = {}, subject }: Choice = {}): Mask {
  const column = exampleColumn('text')
  return transform.mask(transform.options.parse(options), {
    ...exampleSetting(),
    key: key.domain(transform.domain ?? transform.name),
    subject,
    column: { ...column, type: { ...column.type, ...type } },
    nested: () => expect.unreachable('these transforms mask no parts'),
  })
}

const given = (mask: Mask, text: string): string =>
  mask.value(text, row) ?? expect.unreachable('none of these gives null')

/** What `bytes` writes, into a buffer that is too small at first and holds something already. */
function written(mask: Mask, text: string): string {
  const input = new TextEncoder().encode(`<${text}>`)
  const out: MaskedBytes = {
    bytes: Uint8Array.of(33, 0),
    at: 1,
    reserve(length) {
      if (this.at + length <= this.bytes.length) return
      const grown = new Uint8Array(this.at + length)
      grown.set(this.bytes)
      this.bytes = grown
    },
  }
  mask.bytes?.(input, 1, input.length - 1, out)
  expect(out.bytes[0]).toBe(33)
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(out.bytes.subarray(1, out.at))
}

const anyText = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'abZY019 .-+@=(),éßЖ漢😀'), maxLength: 24 }),
  fc.string({ maxLength: 24 }),
)
const digits = (least: number, most: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'.split('')), minLength: least, maxLength: most })
const emails = fc.tuple(fc.string({ unit: fc.constantFrom(...'abcXYZ019._+-='.split('')), maxLength: 12 }), fc.domain())
const addresses = emails.map(([local, domain]) => `${local}@${domain}`)
const phones = fc.oneof(
  digits(5, 13).map((text) => `+${text}`),
  digits(3, 12),
  digits(6, 12).map((text) => `(${text.slice(0, 3)}) ${text.slice(3)} ext. 12`),
)
const cards = fc
  .tuple(fc.constantFrom('4', '51', '2221', '22', '3528', '35', '6011', '9'), digits(11, 15))
  .map((p) => p.join(''))
const ibans = fc
  .tuple(fc.constantFrom('DE89', 'GB82WEST', 'fr14', 'XX00'), digits(11, 22))
  .map(([start, rest]) => start + rest)
const uuids = fc.oneof(
  fc.uuid(),
  fc.uuid().map((text) => text.toUpperCase()),
)
const integers = fc
  .oneof(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), fc.bigInt({ min: -99n, max: 99n }))
  .map(String)

const injective: readonly (readonly [name: string, mask: Mask, values: fc.Arbitrary<string>])[] = [
  ['email', maskOf(email), addresses],
  ['email at one domain', maskOf(email, { options: { domain: 'example.com' } }), addresses],
  ['email at its own domain', maskOf(email, { options: { domain: 'keep' } }), addresses],
  ['email in a short column', maskOf(email, { type: { maxLength: 30 } }), addresses],
  ['phone', maskOf(phone), phones],
  ['phone as a number', maskOf(phone, { type: { form: 'integer' } }), integers],
  ['credit-card', maskOf(creditCard), cards],
  ['iban', maskOf(iban), ibans],
  ['uuid', maskOf(uuid), uuids],
  ['key-integer', maskOf(keyInteger), integers],
  ['key-integer in a range', maskOf(keyInteger, { options: { low: 1, high: 5000 } }), integers],
  ['format', maskOf(format), anyText],
  ['format with ends that stay', maskOf(format, { options: { keepStart: 2, keepEnd: 1 } }), anyText],
  ['username', maskOf(username), anyText],
]
const others: readonly (readonly [name: string, mask: Mask, values: fc.Arbitrary<string>])[] = [
  ['first-name', maskOf(firstName), fc.constantFrom('Anna', 'ANNA', 'john', 'Zoë', 'Li', ' ')],
  ['last-name', maskOf(lastName), fc.constantFrom('Smith', 'O’Brien', 'DE LA CRUZ', '李')],
  ['full-name', maskOf(fullName), fc.constantFrom('Anna Smith', 'Smith, Anna', 'Dr. J. R. Smith', 'Cher')],
]

describe.each([...injective, ...others].filter(([, mask]) => mask.bytes))('%s', (_, mask, values) => {
  test('writes in bytes what it gives as text', () => {
    fc.assert(
      fc.property(fc.oneof(values, anyText), (text) => {
        expect(written(mask, text)).toBe(given(mask, text))
        expect(written(mask, text)).toBe(given(mask, text))
      }),
    )
  })
})

describe.each(injective)('%s', (_, mask, values) => {
  test('takes different values to different ones, what it is meant for and anything else', () => {
    const seen = new Map<string, string>()
    fc.assert(
      fc.property(fc.oneof({ weight: 4, arbitrary: values }, anyText), (text) => {
        const image = given(mask, text)
        expect(seen.get(image) ?? text).toBe(text)
        seen.set(image, text)
      }),
      { numRuns: propertyRuns(600) },
    )
  })
})

/** Every text of a small format and its neighbours: what is masked by one rule may not meet what another one masks. */
const numbers = (count: number, write: (i: number) => string) => Array.from({ length: count }, (_, i) => write(i))
const wide = (i: number, width: number) => String(i).padStart(width, '0')
test.each([
  ['phone', maskOf(phone), [...numbers(100, (i) => wide(i, 2)), ...numbers(1000, (i) => wide(i, 3))]],
  ['phone of zeros', maskOf(phone), numbers(10_000, (i) => wide(i, 9))],
  ['phone with a code', maskOf(phone), numbers(10_000, (i) => `+${wide(i, 4)}0000`)],
  ['international phone', maskOf(phone), numbers(10_000, (i) => `00${wide(i, 4)}00`)],
  [
    'phone, or a letter and digits',
    maskOf(phone),
    numbers(2600, (i) => String.fromCharCode(97 + (i % 26)) + wide(i, 2).slice(-2)),
  ],
  ['key-integer', maskOf(keyInteger), numbers(70_000, (i) => String(i - 35_000))],
  [
    'key-integer in a range',
    maskOf(keyInteger, { options: { low: 7, high: 77 } }),
    numbers(300, (i) => String(i - 50)),
  ],
  ['key-integer of any text', maskOf(keyInteger), numbers(1000, (i) => wide(i, 3)).concat(numbers(1000, String))],
  ['credit-card', maskOf(creditCard), numbers(10_000, (i) => `${wide(i, 4)}00000000`)],
])('%s: a whole domain meets nowhere, and nothing is its own image', (_, mask, values) => {
  const distinct = [...new Set(values)]
  const images = distinct.map((value) => given(mask, value))
  expect(new Set(images).size).toBe(distinct.length)
  expect(images.filter((image, i) => image === distinct[i])).toEqual([])
})

test('names that were masked before are told apart in bytes, many of them', () => {
  const mask = maskOf(firstName)
  const { female, male } = exampleSetting().locale.words.first
  for (const name of [...female, ...male, ...female]) expect(written(mask, name)).toBe(given(mask, name))
})

describe('email', () => {
  const mask = maskOf(email)

  test('does not fold a domain that could be taken for another', () => {
    const fixed = maskOf(email, { options: { domain: 'example.com' } })
    expect(given(fixed, 'a=b@c.org')).toMatch(/^[a-z]=[a-z]=[a-z]\.[a-z]{3}@example\.com$/)
    expect(given(fixed, 'a@b=c.org')).toMatch(/^[a-z]@[a-z]=[a-z]\.[a-z]{3}$/)
  })

  test('ends in a domain that is reserved, whatever stands behind the @', () => {
    fc.assert(
      fc.property(addresses, (text) => {
        expect(given(mask, text)).toMatch(/@.*\.test$/)
      }),
    )
  })

  test('takes addresses that differ by case alone to addresses that differ by case alone', () => {
    expect(given(mask, 'John.Doe@Example.com').toLowerCase()).toBe(given(mask, 'john.doe@example.com'))
    expect(given(mask, 'John.Doe@Example.com')).not.toBe(given(mask, 'john.doe@example.com'))
  })

  test('takes one domain to one domain, and one name at two domains to two names', () => {
    const [a, b, c] = ['anna@one.com', 'bert@one.com', 'anna@two.com'].map((text) => given(mask, text).split('@'))
    expect(a![1]).toBe(b![1])
    expect(a![1]).not.toBe(c![1])
    expect(a![0]).not.toBe(c![0])
  })

  test('stays within a column that has no room for the longer domain, and says that this is likely unique', () => {
    const column = { ...exampleColumn('text'), type: { kind: 'scalar', form: 'text', maxLength: 30 } } as const
    const short = maskOf(email, { type: { maxLength: 30 } })
    const promises = email.promises({ domain: 'safe', style: 'format' }, column)
    expect(promises.unique).toBe('likely')
    for (const text of ['someone@example.com', `${'a'.repeat(18)}@example.com`]) {
      const image = given(short, text)
      expect(image.length).toBeLessThanOrEqual(30)
      expect(image.length).toBeLessThanOrEqual(promises.longest(text.length) ?? 0)
      expect(image).toMatch(/^[a-z0-9.]+@[a-z.]+\.(test|example)$/)
    }
  })
})

describe('valid stays valid', () => {
  test('a card number keeps brand, length, separators and the rightness of its check digit', () => {
    const mask = maskOf(creditCard)
    for (const start of ['4', '51', '2221', '34', '37', '3528', '6011', '65', '36', '9']) {
      fc.assert(
        fc.property(digits(14 - start.length, 18 - start.length), (rest) => {
          const body = start + rest
          const right = luhnDigit(Array.from(body, Number))
          const image = given(mask, `${body.slice(0, 4)}-${body.slice(4)}${right}`)
          const bare = image.replace('-', '')
          expect(image.indexOf('-')).toBe(4)
          expect(bare.startsWith(start)).toBe(true)
          expect(bare.length).toBe(body.length + 1)
          expect(Number(bare.at(-1))).toBe(luhnDigit(Array.from(bare.slice(0, -1), Number)))
          expect(given(mask, `${body}${(right + 3) % 10}`).slice(0, -1)).toBe(bare.slice(0, -1))
        }),
        { numRuns: 30 },
      )
    }
  })

  test('a card number of no brand in particular does not become one of a brand', () => {
    const mask = maskOf(creditCard)
    for (let i = 0; i < 200; i++) {
      expect(given(mask, `3500${wide(i, 12)}`)).toMatch(/^35(?!2[89]|[3-8])/)
      expect(Number(given(mask, `2000${wide(i, 12)}`).slice(0, 4))).not.toSatisfy(
        (four: number) => four >= 2221 && four <= 2720,
      )
    }
  })

  test('an IBAN keeps country and format, and is right modulo 97', () => {
    const mask = maskOf(iban)
    const shape = (text: string) => text.replace(/\d/g, '9').replace(/[A-Z]/g, 'A').replace(/[a-z]/g, 'a')
    const isRight = (text: string) => {
      const bare = text.replaceAll(' ', '').toUpperCase()
      const spelled = [...bare.slice(4), ...bare.slice(0, 4)].map((sign) => Number.parseInt(sign, 36)).join('')
      return modulo(spelled, 97) === 1
    }
    for (const text of ['GB82 WEST 1234 5698 7654 32', 'DE89370400440532013000', 'fr1420041010050500013m02606']) {
      const image = given(mask, text)
      expect(image).not.toBe(text)
      expect(shape(image)).toBe(shape(text))
      expect(image.slice(0, 2)).toBe(text.slice(0, 2))
      expect(isRight(text) && isRight(image)).toBe(true)
      expect(
        isRight(
          given(
            mask,
            text.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10)),
          ),
        ),
      ).toBe(false)
    }
  })

  test('a telephone number keeps country, first digit, length and punctuation; written otherwise it is the same number', () => {
    const mask = maskOf(phone)
    const image = given(mask, '+33 6 12 34 56 78')
    expect(image).toMatch(/^\+33 6( \d\d){4}$/)
    expect(image).not.toBe('+33 6 12 34 56 78')
    expect(given(mask, '+33612345678')).toBe(image.replaceAll(' ', ''))
    expect(given(mask, '+1 (415) 555-2671')).toMatch(/^\+1 \(4\d\d\) [2-9]\d\d-\d{4}$/)
    for (let i = 0; i < 300; i++) {
      const line = given(mask, `+1 212 ${200 + i}-01${wide(i % 100, 2)}`)
      expect(line).toMatch(/^\+1 2\d\d [2-9]\d\d-\d{4}$/)
      expect(given(mask, `+1 212 0${wide(i % 100, 2)}-0199`)).toMatch(/^\+1 2\d\d [01]\d\d-\d{4}$/)
    }
    expect(given(mask, '0612345678')).toMatch(/^06\d{8}$/)
    expect(given(mask, '555-1234 x12')).toMatch(/^[1-9]\d\d-\d{4} x\d\d$/)
    expect(given(mask, 'ask Anna')).not.toContain('Anna')
  })

  test('an integer keeps sign, digits and the width of integer that it fits', () => {
    const mask = maskOf(keyInteger)
    const widths = [32_767n, 2_147_483_647n, 9_223_372_036_854_775_807n]
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n }),
        fc.integer({ min: 0, max: 60 }),
        (big, shift) => {
          const number = big >> BigInt(shift)
          const image = BigInt(given(mask, String(number)))
          const size = (value: bigint) => widths.findIndex((width) => value <= width && -value <= width + 1n)
          expect([String(image).length, size(image)]).toEqual([String(number).length, size(number)])
        },
      ),
    )
    for (const least of [-(2n ** 63n), -(2n ** 31n), -(2n ** 15n)]) {
      const image = BigInt(given(mask, String(least)))
      expect(image > least && String(image).length === String(least).length).toBe(true)
    }
  })

  test('a UUID keeps version and variant, and a capital one its letters’ case', () => {
    const mask = maskOf(uuid, { type: { form: 'uuid' } })
    const image = given(mask, '550e8400-e29b-41d4-a716-446655440000')
    expect(image).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(given(maskOf(uuid), '550E8400-E29B-41D4-A716-446655440000')).toBe(image.toUpperCase())
  })
})

describe('people', () => {
  test('a name is another name, in the same case, of the same sex, whatever the case it is written in', () => {
    const mask = maskOf(firstName)
    const { female, male } = exampleSetting().locale.words.first
    for (const name of female) {
      const image = given(mask, name)
      expect(image).not.toBe(name)
      expect(given(mask, name.toUpperCase())).toBe(image.toUpperCase())
      expect(given(mask, name.toLowerCase())).toBe(image.toLowerCase())
    }
    const ofWomen = female.filter((name) => !male.includes(name))
    for (const name of ofWomen) expect(female).toContain(given(mask, name))
    expect(ofWomen.length).toBeGreaterThan(100)
  })

  test('where a column holds the beginning of a name alone, that is another one as well', () => {
    for (const maxLength of [1, 2, 4]) {
      const [first, full] = [maskOf(firstName, { type: { maxLength } }), maskOf(fullName, { type: { maxLength } })]
      for (const name of exampleSetting().locale.words.first.male) {
        const short = name.slice(0, maxLength)
        for (const image of [given(first, short), given(full, short)]) {
          expect(image).not.toBe(short)
          expect(image.length).toBeLessThanOrEqual(maxLength)
        }
      }
    }
    expect(given(maskOf(fullName), 'J. R.')).not.toBe('J. R.')
  })

  test('the parts of a full name become what they become alone, in any order, with titles and initials', () => {
    const [full, first, last] = [maskOf(fullName), maskOf(firstName), maskOf(lastName)]
    const [given_, family] = [given(first, 'Anna'), given(last, 'Smith')]
    expect(given(full, 'Anna Smith')).toBe(`${given_} ${family}`)
    expect(given(full, 'Smith, Anna')).toBe(`${family}, ${given_}`)
    expect(given(full, 'Dr. Anna  SMITH')).toBe(`Dr. ${given_}  ${family.toUpperCase()}`)
    expect(given(full, 'Anna R. Smith')).toMatch(new RegExp(`^${given_} [A-Z]\\. ${family}$`))
  })

  test('of one subject name, user name and e-mail agree, whatever the values are', () => {
    const choice = { subject: { columns: ['person_id'], of: 'public.people.id' } }
    const person = { options: { style: 'person' }, ...choice }
    const [first, last] = [maskOf(firstName, choice), maskOf(lastName, choice)]
    const [full, user, mail] = [maskOf(fullName, choice), maskOf(username, person), maskOf(email, person)]
    for (let id = 1; id <= 40; id++) {
      const whose = exampleRow({ person_id: String(id) })
      const names = [first.value('Xx', whose), last.value('Yy', whose)]
      expect(full.value('Xx Yy', whose)).toBe(names.join(' '))
      const spelled = names.map((name) => name!.toLowerCase().replace(/[^a-z]/g, '')).join('.')
      expect(user.value('xx_yy', whose)).toMatch(new RegExp(`^${spelled}\\.[a-z2-9]{13}$`))
      expect(mail.value('xx@yy.com', whose)).toMatch(new RegExp(`^${spelled}\\.[a-z2-9]{13}@example\\.com$`))
    }
  })

  test('two addresses of one subject stay two, and a narrow column is kept', () => {
    const choice = {
      options: { style: 'person' },
      subject: { columns: ['person_id'], of: 'public.people.id' },
      type: { maxLength: 32 },
    }
    const mail = maskOf(email, choice)
    const whose = exampleRow({ person_id: '7' })
    const images = ['one@a.com', 'two@a.com'].map((text) => mail.value(text, whose)!)
    expect(new Set(images).size).toBe(2)
    for (const image of images) expect(image.length).toBeLessThanOrEqual(32)
  })

  test('a row whose subject is unknown is masked by its value', () => {
    const mask = maskOf(firstName, { subject: { columns: ['person_id'], of: 'public.people.id' } })
    expect(mask.value('Anna', exampleRow())).toBe(given(maskOf(firstName), 'Anna'))
  })
})
