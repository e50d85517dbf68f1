import type { ScalarType } from '../masking-schema.ts'
import type { ValueForm } from '../value-form.ts'
import { trimmed } from './canonical.ts'

const clock = '([01]\\d|2[0-4]):[0-5]\\d:[0-5]\\d(\\.\\d{0,5}[1-9])?'
const day = '\\d{4}-(0\\d|1[0-2])-([0-2]\\d|3[01])'

/** How texts of a form look where a file has no types; the first that all values of a column have is its form. */
const looks: readonly (readonly [ValueForm, RegExp])[] = [
  ['integer', /^(0|-?[1-9]\d{0,18})$/],
  ['decimal', /^-?(0|[1-9]\d*)(\.\d+)?$/],
  ['boolean', /^(true|false)$/],
  ['date', new RegExp(`^${day}$`)],
  ['time', new RegExp(`^${clock}$`)],
  ['timestamp', new RegExp(`^${day}T${clock}$`)],
  ['instant', new RegExp(`^${day}T${clock}Z$`)],
  ['uuid', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
]

/** What a column of texts seems to hold. Digits behind the point are counted where all values have as many. */
export function typeOfTexts(texts: readonly string[]): ScalarType {
  const [form] = looks.find(([, look]) => texts.length > 0 && texts.every((text) => look.test(text))) ?? [
    'text' as const,
  ]
  if (form !== 'decimal') return { kind: 'scalar', form, ...(form === 'integer' ? { bits: 64 } : {}) }
  const scales = new Set(texts.map(fractionOf))
  const [scale = 0] = scales
  return scales.size === 1 ? { kind: 'scalar', form, precision: 1000, scale } : { kind: 'scalar', form }
}

function fractionOf(text: string): number {
  return text.split('.')[1]?.length ?? 0
}

/** A text of the form as masks take it; undefined where it is none. */
export function canonicalText({ form }: ScalarType, text: string): string | undefined {
  const look = looks.find(([name]) => name === form)?.[1]
  if (look === undefined) return text
  if (!look.test(text)) return undefined
  return form === 'decimal' ? trimmed(text) : text
}

/** A masked text as the file writes it: with as many digits behind the point as its other values. */
export function writtenText({ form, scale }: ScalarType, text: string): string {
  if (form !== 'decimal' || scale === undefined) return text
  const [whole, fraction = ''] = text.split('.')
  return scale === 0 && fraction === '' ? text : `${whole}.${fraction.padEnd(scale, '0')}`
}
