import { parseDate, parseTime, parseTimestamp } from '../calendar.ts'
import { decimalOf, parseDecimal, rescale } from './exact.ts'
import { parseInterval } from './interval.ts'
import { fault, type Shape, type Value } from './value.ts'

/** The value that a text stands for, as the input functions of Postgres read it; a fault where it stands for none. */
export function readText(text: string, shape: Shape): Value {
  return read(text, shape) ?? fault(`${JSON.stringify(text)} is no ${shape.type}`)
}

function read(text: string, shape: Shape): Value | undefined {
  switch (shape.type) {
    case 'integer': {
      const decimal = parseDecimal(text)
      return decimal && decimal.scale === 0 ? decimal.unscaled : undefined
    }
    case 'decimal': {
      const decimal = parseDecimal(text)
      return decimal && rescale(decimal.unscaled, decimal.scale, shape.scale)
    }
    case 'float':
      return readFloat(text)
    case 'boolean':
      return readBoolean(text)
    case 'date':
      return parseDate(text)
    case 'time':
      return parseTime(text)
    case 'timestamp':
    case 'timestamptz':
      return parseTimestamp(text, shape.type === 'timestamptz')
    case 'interval':
      return parseInterval(text)
    case 'uuid':
      return readUuid(text)
    case 'bytes':
      return /^\\x(?:[0-9a-f]{2})*$/i.test(text) ? text.slice(2).toLowerCase() : hexOfText(text)
    case 'json':
      return readJson(text)
    case 'list':
      return readList(text, shape.element ?? { type: 'text', scale: 0 })
    case 'text':
    case 'literal':
    case 'any':
      return text
    case 'null':
      return null
  }
}

export function hexOfText(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function readFloat(text: string): number | undefined {
  const named = /^\s*([+-]?)(infinity|inf|nan)\s*$/i.exec(text)
  if (named) return /nan/i.test(named[2]!) ? Number.NaN : named[1] === '-' ? -Infinity : Infinity
  return parseDecimal(text) === undefined ? undefined : Number(text)
}

function readBoolean(text: string): boolean | undefined {
  const word = text.trim().toLowerCase()
  if (word === '') return undefined
  if (['true', 'yes'].some((whole) => whole.startsWith(word)) || word === 'on' || word === '1') return true
  return ['false', 'no'].some((whole) => whole.startsWith(word)) || ['off', 'of', '0'].includes(word)
    ? false
    : undefined
}

function readUuid(text: string): string | undefined {
  const digits = text
    .trim()
    .toLowerCase()
    .replace(/^\{(.*)\}$/, '$1')
    .replaceAll('-', '')
  if (!/^[0-9a-f]{32}$/.test(digits)) return undefined
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function readJson(text: string): Value | undefined {
  try {
    return { json: JSON.parse(text) }
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}

/** '{a,"b c",NULL,{…}}' */
function readList(text: string, element: Shape): readonly Value[] | undefined {
  const stack: Value[][] = []
  const tokens = text.trim().matchAll(/\s*(?:"((?:[^"\\]|\\.)*)"|([{},])|((?:[^{},"\\]|\\.)+))/gsy)
  for (const [, quoted, sign, plain] of tokens) {
    if (sign === '{') stack.push([])
    else if (sign === '}') {
      const list = stack.pop()
      if (!list) return undefined
      const outer = stack.at(-1)
      if (!outer) return list
      outer.push(list)
    } else if (sign === undefined) {
      const words = quoted === undefined ? (plain ?? '').trim() : quoted
      const isNull = quoted === undefined && words.toLowerCase() === 'null'
      stack.at(-1)?.push(isNull ? null : readText(words.replace(/\\(.)/gs, '$1'), element))
    }
  }
  return undefined
}

/** Digits that a text begins with, as SQLite reads numbers out of texts; 0 where there are none. */
export function leadingNumber(text: string): number {
  return Number(/^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/.exec(text)?.[0] ?? 0)
}

/** A float as Postgres turns it into a numeric: by its first 15 digits. */
export function decimalOfFloat(value: number, scale: number): Value {
  const decimal = decimalOf(value, 15)
  return decimal ? rescale(decimal.unscaled, decimal.scale, scale) : fault('a number is too large or is none')
}
