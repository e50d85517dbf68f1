/**
 * NDJSON: one JSON object a line, every line ended by a line feed; values as in JSON. Where rows of several entities
 * share the stream, the option `entityField` puts the entity's name first in each row.
 */
import { UnderstudyError } from '../errors.ts'
import type { EncodeOptions, EntityShape, Format } from './contract.ts'
import { asciiOf } from './digits.ts'
import { objectPrefixes } from './json.ts'
import { jsonStyle } from './json-style.ts'
import { decodeNdjson } from './ndjson-decode.ts'
import { rowEncoder } from './row-encoder.ts'

const utf8 = new TextEncoder()

/** What opens every row, and the comma that a first column then needs. */
function lead(shape: EntityShape, entityField: string | undefined): string {
  if (entityField === undefined) return '{'
  if (shape.columns.some(({ name }) => name === entityField)) {
    throw new UnderstudyError('FORMAT_UNSUPPORTED', {
      operation: 'encode ndjson',
      message: `${shape.name} has a column of the name that stands for the entity.`,
      hint: 'Give another name for the field that names the entity.',
      at: `${shape.name}.${entityField}`,
    })
  }
  const named = `{${JSON.stringify(entityField)}:${JSON.stringify(shape.name)}`
  return shape.columns.length === 0 ? named : `${named},`
}

export const ndjson: Format = {
  name: 'ndjson',
  extension: 'ndjson',
  mediaType: 'application/x-ndjson',
  sliceable: true,
  encoder(shape: EntityShape, options: EncodeOptions = {}) {
    const opening = lead(shape, options.entityField)
    const nothing = asciiOf('')
    return rowEncoder('ndjson', shape, {
      header: nothing,
      footer: () => nothing,
      prefixes: objectPrefixes(shape, opening),
      end: shape.columns.length === 0 ? utf8.encode(`${opening}}\n`) : asciiOf('}\n'),
      styleOf: () => jsonStyle,
    })
  },
  decode: decodeNdjson,
}
