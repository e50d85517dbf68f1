import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isFull } from '../../../../../test/full.ts'
import { propertyRuns } from '../../../test/property-runs.ts'
import { naughtyStrings } from '../../formats/shared-data.ts'
import { compileRule } from './compile-rule.ts'
import { exampleColumn, exampleRow, exampleSetting } from './example-setting.ts'
import { transforms } from './registry.ts'

/** A few, for where the list of such strings is absent. */
const few = [
  '',
  ' ',
  '\u0000',
  '\ufeff',
  '\ud800',
  '‮text‬',
  'ﷺ',
  '𝕿𝖊𝖘𝖙',
  '👩‍👩‍👧',
  'İ',
  'ß',
  "' OR 1=1 --",
  '$1 $& \\1',
  '%s',
  'a\r\nb',
  '((((',
  '[[[[',
  '\\',
  '"',
]

const strings = (naughtyStrings() ?? []).filter((_, at) => isFull || at % 4 === 0)

const setting = exampleSetting({ typeOf: () => ({ kind: 'scalar', form: 'text' }) })
const row = exampleRow({ id: '7', first_name: 'Ada', last_name: 'Lovelace' })
const texty = transforms()
  .filter(({ accepts }) => accepts.includes('text'))
  .flatMap((transform) => (transform.examples ?? [{}]).map((options) => [transform.name, options, transform] as const))

describe('no text makes a transform throw, give NULL, or give the text itself, but as it says', () => {
  test.each(texty)('%s %j', (name, options) => {
    const { mask, promises } = compileRule({ transform: name, options }, exampleColumn('text'), setting)
    const holds = (text: string) => {
      const masked = mask.value(text, row)
      if (name !== 'null' && name !== 'expression') expect(masked).not.toBeNull()
      const most = promises.longest([...text].length) ?? Number.POSITIVE_INFINITY
      if ([...(masked ?? '')].length > most) throw new Error(`${[...(masked ?? '')].length} signs, ${most} promised`)
      const saysSomething = /[\p{L}\p{N}]/u.test(text) && !/^-?(infinity|nan)$/i.test(text)
      if (saysSomething && promises.mayKeep === undefined && masked === text) throw new Error('it was kept')
      expect(mask.value(text, row)).toBe(masked)
    }
    for (const text of [...few, ...strings]) holds(text)
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), holds), {
      numRuns: propertyRuns(30),
      seed: 7,
    })
    fc.assert(fc.property(fc.string({ unit: 'binary-ascii', maxLength: 60 }), holds), {
      numRuns: propertyRuns(30),
      seed: 7,
    })
  })
})

describe('a long text is masked in a time that grows as it does', () => {
  const long = ['a', '1', '@', '.', ' ', '<', '"', '%', '1.', 'a@', '[', '12:', 'Ab ', '+1 '].map((sign) =>
    sign.repeat(isFull ? 20_000 : 4000),
  )
  test.each(texty.filter(([, options, { examples }]) => options === (examples?.[0] ?? options)))(
    '%s %j',
    (name, options) => {
      const { mask } = compileRule({ transform: name, options }, exampleColumn('text'), setting)
      for (const text of long) expect(mask.value(text, row)).not.toBeUndefined()
    },
  )
})
