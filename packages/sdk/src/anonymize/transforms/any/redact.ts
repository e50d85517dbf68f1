import { z } from 'zod'
import type { ScalarType } from '../../masking-schema.ts'
import type { Promises } from '../../transform.ts'
import type { ValueForm } from '../../value-form.ts'
import { defineTransform } from '../define-transform.ts'

const options = z
  .strictObject({
    text: z.string().optional().describe('this, whatever the text was'),
    sign: z
      .string()
      .refine((sign) => [...sign].length === 1, 'one character is needed')
      .default('*')
      .describe('stands in the place of each character'),
    first: z.number().int().min(0).default(0).describe('characters at the start that stay'),
    last: z.number().int().min(0).default(0).describe('characters at the end that stay'),
  })
  .refine(({ text, first, last }) => text === undefined || first + last === 0, 'text leaves nothing of the value')

/** What stands for a value of a form that is no text. */
const blanks: Readonly<Partial<Record<ValueForm, string>>> = {
  integer: '0',
  decimal: '0',
  float: '0',
  boolean: 'false',
  date: '1970-01-01',
  time: '00:00:00',
  timestamp: '1970-01-01T00:00:00',
  instant: '1970-01-01T00:00:00Z',
  interval: '00:00:00',
  uuid: '00000000-0000-0000-0000-000000000000',
  json: 'null',
  inet: '0.0.0.0',
  mac: '00:00:00:00:00:00',
  point: '(0,0)',
  xml: '<redacted/>',
  tsvector: '',
}

/** A text of which no more than the wanted ends stay; one too short to hide anything between them is hidden whole. */
function redacted(text: string, { text: fixed, sign, first, last }: z.output<typeof options>): string {
  if (fixed !== undefined) return fixed
  const signs = [...text]
  const kept = signs.length > first + last ? { first, last } : { first: 0, last: 0 }
  const hidden = signs.length - kept.first - kept.last
  return `${signs.slice(0, kept.first).join('')}${sign.repeat(hidden)}${signs.slice(signs.length - kept.last).join('')}`
}

/** Of bytes as many zeros, of bits as well. */
function blankOf({ form }: ScalarType, text: string): string {
  if (form === 'bytes') return `\\x${text.slice(2).replace(/./gs, '0')}`
  if (form === 'bits') return text.replace(/./gs, '0')
  return blanks[form] ?? ''
}

export const redact = defineTransform({
  name: 'redact',
  group: 'any',
  summary: 'Signs in the place of characters, a fixed text, or the blank value of another type, such as 0',
  options,
  examples: [{}, { first: 2, last: 2 }, { text: 'removed' }, { sign: 'x' }],
  accepts: ['text', 'bytes', 'bits', ...formsOf(blanks)],
  promises({ text, sign, first, last }, { type }): Promises {
    const isText = type.form === 'text'
    const saysNothing = text === undefined && first + last === 0 && !/[\p{L}\p{N}]/u.test(sign)
    const ofText = saysNothing ? undefined : 'a text that is what it would be redacted to'
    const mayKeep = isText ? ofText : 'a value that is blank already'
    return {
      deterministic: true,
      unique: 'lost',
      format: isText || type.form === 'json' || type.form === 'xml' ? 'lost' : 'similar',
      longest: (length) => (isText && text !== undefined ? [...text].length : Math.max(length, 36)),
      mayKeep,
    }
  },
  mask(given, { column: { type } }) {
    if (type.form === 'text') return { value: (text) => redacted(text, given) }
    return { value: (text) => blankOf(type, text) }
  },
})

/** The keys of an object whose keys are forms. */
function formsOf(table: Readonly<Partial<Record<ValueForm, string>>>): readonly ValueForm[] {
  return Object.keys(table) as ValueForm[]
}
