import { UnderstudyError } from '../errors.ts'
import type { Format } from './contract.ts'
import { copyBinary } from './copy-binary.ts'
import { copyText } from './copy-text.ts'
import { csv } from './csv.ts'
import { json } from './json.ts'
import { ndjson } from './ndjson.ts'
import { parquet } from './parquet.ts'
import { sql } from './sql.ts'
import { xml } from './xml.ts'

export type FormatName = 'json' | 'ndjson' | 'csv' | 'xml' | 'sql' | 'parquet' | 'copy-text' | 'copy-binary'

export const formats: Readonly<Record<FormatName, Format>> = {
  json,
  ndjson,
  csv,
  xml,
  sql,
  parquet,
  'copy-text': copyText,
  'copy-binary': copyBinary,
}

const isFormatName = (name: string): name is FormatName => Object.hasOwn(formats, name)

/** The format of that name, in any letter case. */
export function formatNamed(name: string): Format {
  const wanted = name.toLowerCase()
  if (isFormatName(wanted)) return formats[wanted]
  throw new UnderstudyError('FORMAT_UNKNOWN', {
    operation: 'choose a format',
    message: 'There is no format of this name.',
    details: { formats: Object.keys(formats) },
  })
}
