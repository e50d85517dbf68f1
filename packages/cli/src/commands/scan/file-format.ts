import { basename, extname } from 'node:path'

const byExtension = {
  '.csv': 'csv',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.parquet': 'parquet',
} as const

/** The format of a file that holds rows, by its extension; undefined of any other. */
export function fileFormat(path: string): (typeof byExtension)[keyof typeof byExtension] | undefined {
  const extension = extname(path).toLowerCase()
  return isKnown(extension) ? byExtension[extension] : undefined
}

function isKnown(extension: string): extension is keyof typeof byExtension {
  return Object.hasOwn(byExtension, extension)
}

/** What the rows of a file are called: its name, without folder and extension. */
export function entityName(path: string): string {
  return basename(path, extname(path))
}
