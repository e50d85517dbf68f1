import type { ScalarType } from '../masking-schema.ts'
import type { ValueForm } from '../value-form.ts'

const byForm: Readonly<Record<ValueForm, readonly string[]>> = {
  text: ['a', 'Ab 1', 'jane.doe@example.com', '+1 555 010 9999', '0042'],
  integer: ['0', '1', '7', '42', '-3', '999', '32767', '-32768', '2147483647', '9223372036854775807'],
  decimal: ['0', '1', '-3', '9.99', '12.5', '99', '999.99'],
  float: ['0', '1', '-2.5', '100'],
  boolean: ['true', 'false'],
  date: ['2024-02-29', '1970-01-01'],
  time: ['00:00:00', '23:59:59.999999'],
  timestamp: ['2024-02-29T23:59:59.999999', '1970-01-01T00:00:00'],
  instant: ['2024-02-29T23:59:59.999999Z', '1970-01-01T00:00:00Z'],
  interval: ['00:00:00', '1 day'],
  uuid: ['8a0e2b34-41a4-4d31-9d3c-0c3bbf7ae2a1'],
  bytes: ['\\x', '\\x00ff'],
  json: ['null', '"a"', '{"a": [1, "b"]}'],
  inet: ['10.1.2.3', 'fe80::1'],
  mac: ['08:00:2b:01:02:03'],
  point: ['(1,2)'],
  bits: ['1', '0101'],
  enum: [],
  xml: ['<a>b</a>'],
  tsvector: ["'a':1 'b':2"],
  other: [],
}

/** A few values that a column of the type could hold. */
export function sampleValues(type: ScalarType): readonly string[] {
  const samples = type.form === 'enum' ? (type.values ?? []) : byForm[type.form]
  return samples.filter((text) => misfit(type, text) === undefined)
}

/** Why a column of the type cannot hold the text; undefined where nothing speaks against it. */
export function misfit(type: ScalarType, text: string): string | undefined {
  const { form, maxLength, values, bits = 64, precision, scale = 0 } = type
  switch (form) {
    case 'text':
      return maxLength !== undefined && [...text].length > maxLength
        ? `is longer than ${maxLength} characters`
        : undefined
    case 'enum':
      return values === undefined || values.includes(text) ? undefined : 'is no label of the type'
    case 'integer': {
      if (!/^-?\d+$/.test(text)) return 'is no whole number'
      return BigInt.asIntN(bits, BigInt(text)) === BigInt(text) ? undefined : `needs more than ${bits} bits`
    }
    case 'decimal': {
      const [, digits] = /^-?0*(\d*)(?:\.\d+)?$/.exec(text) ?? []
      if (digits === undefined) return /^(NaN|-?Infinity)$/.test(text) ? undefined : 'is no number'
      return precision !== undefined && digits.length > precision - scale ? 'has too many digits' : undefined
    }
    case 'float':
      return text.trim() === '' || (Number.isNaN(Number(text)) && text !== 'NaN') ? 'is no number' : undefined
    case 'boolean':
      return text === 'true' || text === 'false' ? undefined : 'is neither true nor false'
    case 'date':
    case 'timestamp':
    case 'instant':
      return /^[+-]?\d{4,}-\d\d-\d\d|infinity$/.test(text) ? undefined : 'is no date'
    case 'time':
      return /^\d\d:\d\d:\d\d/.test(text) ? undefined : 'is no time'
    case 'uuid':
      return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) ? undefined : 'is no uuid'
    case 'bytes':
      return /^\\x([0-9a-f]{2})*$/.test(text) ? undefined : 'are no bytes'
    case 'json':
      return isJson(text) ? undefined : 'is no JSON'
    default:
      return undefined
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return false
    throw thrown
  }
}
