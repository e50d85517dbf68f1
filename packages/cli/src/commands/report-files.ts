import { writeFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { ReportFormat } from '@understudy/sdk/clone'
import { UnderstudyError } from '@understudy/sdk/error'
import { systemMessage } from '../terminal/system-message.ts'
import { usage } from './generate/options.ts'

const formats: Readonly<Record<string, ReportFormat>> = {
  '.json': 'json',
  '.md': 'markdown',
  '.html': 'html',
  '.xml': 'junit',
}

export interface ReportFile<Format = ReportFormat> {
  readonly path: string
  readonly format: Format
}

/** Known before anything is looked at. */
export function reportFile(path: string): ReportFile {
  const format = formats[extname(path).toLowerCase()]
  if (format) return { path, format }
  throw usage(`${path} has no ending that names a format of reports`, 'End it with .json, .md, .html or .xml (JUnit).')
}

export async function writeReports<Format>(
  files: readonly ReportFile<Format>[],
  textIn: (format: Format) => string,
): Promise<void> {
  for (const { path, format } of files) {
    try {
      await writeFile(path, textIn(format))
    } catch (thrown) {
      const message = `${path}: ${systemMessage(thrown)}`
      throw new UnderstudyError('WRITE_FAILED', { operation: 'write the report', at: path, message, cause: thrown })
    }
  }
}
