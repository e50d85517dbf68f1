import { describe, expect, test } from 'vitest'
import { firstOf } from '../../../../../test/full.ts'
import { UnderstudyError } from '../../errors.ts'
import { textLength } from '../../values/lists.ts'
import { compileRule } from './compile-rule.ts'
import { exampleColumn, exampleRow, exampleSetting } from './example-setting.ts'
import { transforms } from './registry.ts'

const texts = [
  ...[
    'a',
    '7',
    '-9.99',
    '99999',
    '0.0001',
    '1e300',
    '99999999999999999999.5',
    'n/a',
    'Ann',
    'Émile Zola-Durand',
    '😀😀😀',
  ],
  ...[
    'a@b',
    'anna.smith@mail.co',
    'a.very.long.name@with-a-long-host.example.org',
    '+49 30 1234567',
    '10.1.2.3',
    'fe80::1',
  ],
  ...[
    'host',
    'a.b.c.d.corp.internal',
    'http://a.b',
    'https://corp.com/people/anna?mail=a%40b.com#top',
    '(1,2)',
    '48.85661, 2.35222',
  ],
  ...[
    '{"a":"b"}',
    '["a",1,{"b":null}]',
    '"x"',
    '<a/>',
    '<person><mail>a@b.com</mail></person>',
    '1 day 02:03:04',
    '2024-02-29',
    '10-19',
  ],
]

/** Every transform with options that show what it does. */
const all = transforms().flatMap((transform) =>
  transform.accepts.includes('text')
    ? (transform.examples ?? [{}]).map((options) => ({ name: transform.name, options }))
    : [],
)

describe.each(firstOf(6, [1, 5, 8, 12, 25, 60, 3, 17, 20, 29, 30, 40]))('in a column of %i characters', (maxLength) => {
  test('every mask is refused beforehand, or gives no result that is longer', () => {
    const taken: string[] = []
    for (const { name, options } of all) {
      const type = { kind: 'scalar', form: 'text', maxLength } as const
      try {
        const { mask, promises } = compileRule(
          { transform: name, options },
          { ...exampleColumn('text'), type },
          exampleSetting(),
        )
        taken.push(`${name} ${JSON.stringify(options)}`)
        for (const text of texts.filter((one) => textLength(one) <= maxLength)) {
          const result = mask.value(text, exampleRow())
          const said = `${name} ${JSON.stringify(options)}`
          if (result !== null) expect(textLength(result), said).toBeLessThanOrEqual(maxLength)
          const says = /[a-z\d].*[a-z\d].*[a-z\d].*[a-z\d]/i.test(text)
          if (says && promises.mayKeep === undefined && promises.deterministic) expect(result, said).not.toBe(text)
        }
      } catch (thrown) {
        if (!(thrown instanceof UnderstudyError) || thrown.code !== 'TRANSFORM_UNFIT') throw thrown
      }
    }
    expect(taken).toEqual(expect.arrayContaining(['username {}', 'format {}', 'noise {"amount":50}']))
    expect(taken.includes('email {}')).toBe(maxLength >= 8)
  })
})
