import { UnderstudyError } from '../../errors.ts'

const declaration = /^\s*set\s+client_encoding\s*(?:to|=)\s*'?([\w-]+)/i
const beginning = 64 * 1024

/** Postgres's names of encodings that the platform decodes, lower case and without punctuation. */
const labels: Readonly<Record<string, string>> = {
  utf8: 'utf-8',
  unicode: 'utf-8',
  default: 'utf-8',
  sqlascii: 'utf-8',
  latin1: 'latin1',
  iso88591: 'latin1',
  latin2: 'iso-8859-2',
  latin5: 'iso-8859-9',
  latin9: 'iso-8859-15',
  win1250: 'windows-1250',
  win1251: 'windows-1251',
  win1252: 'windows-1252',
  win1253: 'windows-1253',
  win1254: 'windows-1254',
  koi8r: 'koi8-r',
  eucjp: 'euc-jp',
  euckr: 'euc-kr',
  sjis: 'shift_jis',
  gbk: 'gbk',
  gb18030: 'gb18030',
  big5: 'big5',
}

/** The encoding that a statement sets, as a label of TextDecoder; undefined when it sets none. */
export function encodingSet(statement: string): string | undefined {
  const name = declaration.exec(statement)?.[1]
  if (name === undefined) return undefined
  const label = labels[name.toLowerCase().replaceAll(/[-_]/g, '')]
  if (label) return label
  throw new UnderstudyError('SQL_FILE_INVALID', {
    operation: 'read SQL file',
    message: `The file is in the encoding ${name}, which is not known here`,
    hint: 'Dump it with --encoding=UTF8.',
  })
}

/** A dump says its encoding near its beginning, in a line that is plain ASCII in all of them; UTF-8 where it does not. */
export function encodingOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.subarray(0, beginning)).toString('latin1')
  const line = text.split('\n').find((candidate) => declaration.test(candidate))
  return (line !== undefined && encodingSet(line)) || 'utf-8'
}

export interface Decoder {
  decode(bytes: Uint8Array): string
  /** What was begun and never ended is an error. */
  end(): string
}

/** Refuses bytes that the encoding has not. */
export function decoderOf(encoding: string): Decoder {
  // The platform takes this label for Windows' superset of it.
  if (encoding === 'latin1') return { decode: (bytes) => Buffer.from(bytes).toString('latin1'), end: () => '' }
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
  return { decode: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() }
}
