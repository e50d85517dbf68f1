import { z } from 'zod'
import { textLength } from '../../../values/lists.ts'
import type { Mask, RowValues } from '../../transform.ts'
import { defineTransform } from '../define-transform.ts'
import { fittedLength, fittedMask } from '../draws/fitted-mask.ts'
import { nestedRule } from './nested-rule.ts'

const options = z.strictObject({
  texts: nestedRule.default('redact').describe('what becomes of the text inside of elements'),
  attributes: nestedRule.default('redact').describe('what becomes of the values of attributes'),
})

/** A comment, a section, an instruction, a declaration, a tag, or the text between two of them. */
const token =
  /<!--[\s\S]*?(?:-->|$)|<!\[CDATA\[([\s\S]*?)(?:\]\]>|$)|<\?[\s\S]*?(?:\?>|$)|<![^>]*(?:>|$)|<\/?[^<>]*(?:>|$)|[^<]+/g
const tag = /^<([^\s/>]+)((?:\s+[^\s=>]+\s*=\s*(?:"[^"]*"|'[^']*'))*)(\s*\/?>)$/
const attribute = /(\s+)([^\s=>]+)(\s*=\s*)(?:"([^"]*)"|'([^']*)')/g
const kept = /^(?:xmlns(?::.*)?|xml:.*|xsi:.*)$/
const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

export const xml = defineTransform({
  name: 'xml',
  group: 'structure',
  summary: 'Texts and attributes of XML by other transforms; elements, their names and namespaces stay, comments go',
  options,
  examples: [{}, { texts: 'free-text', attributes: 'format' }],
  accepts: ['xml', 'text'],
  promises: (_, { type }) => ({
    deterministic: true,
    unique: 'lost',
    format: 'similar',
    longest: fittedLength(type, 0, () => undefined),
    mayKeep: 'a document without texts and attributes, and what the transforms of its parts may keep',
  }),
  mask(given, { nested, column }) {
    const text = { kind: 'scalar', form: 'text' } as const
    const [texts, attributes] = [nested(given.texts, text), nested(given.attributes, text)]
    const mask: Mask = {
      value: (value, row) => value.replace(token, (part) => changedPart(part, texts, attributes, row)),
    }
    return fittedMask(column.type, mask, shorterDocument)
  },
})

/** Its first element, and nothing in it. */
function shorterDocument(result: string, most: number): string {
  const [, name = ''] = /<([^\s<>/!?]+)/.exec(result) ?? []
  const empty = `<${name}/>`
  return name === '' || textLength(empty) > most ? '' : empty
}

function changedPart(part: string, texts: Mask, attributes: Mask, row: RowValues): string {
  if (!part.startsWith('<')) return part.trim() === '' ? part : escaped(texts.value(unescaped(part), row) ?? '')
  if (part.startsWith('<![CDATA[')) return escaped(texts.value(part.slice(9).replace(/\]\]>$/, ''), row) ?? '')
  if (part.startsWith('</') && /^<\/[^\s>]+\s*>$/.test(part)) return part
  if (part.startsWith('<?xml ')) return part
  const [, name, inner = '', end] = tag.exec(part) ?? []
  // What else stands in angle brackets may hold anything.
  if (name === undefined || part.startsWith('<!') || part.startsWith('<?')) return ''
  const changed = inner.replace(attribute, (whole, space, key, equals, double, single) =>
    kept.test(key)
      ? whole
      : `${space}${key}${equals}"${escaped(attributes.value(unescaped(double ?? single), row) ?? '')}"`,
  )
  return `<${name}${changed}${end}`
}

function unescaped(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi, (whole, hex, digits, name) => {
    if (name !== undefined) return named[name.toLowerCase()]!
    const code = hex === undefined ? Number(digits) : Number.parseInt(hex, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) =>
    sign === '&' ? '&amp;' : sign === '<' ? '&lt;' : sign === '>' ? '&gt;' : '&quot;',
  )
}
