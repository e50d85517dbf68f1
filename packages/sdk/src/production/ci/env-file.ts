import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { parseEnv } from 'node:util'
import { codeOf, messageOf, UnderstudyError } from '../../errors.ts'
import type { EnvFormat } from './env-format.ts'
import { type EnvVariables, envText } from './env-text.ts'

/**
 * Writes variables where later steps read them. A file of NAME=value keeps its other lines, and has each name once; the
 * files of GitHub and Azure are read from the top, and the last one counts.
 */
export async function writeEnvFile(file: string, format: EnvFormat, variables: EnvVariables): Promise<void> {
  const text = envText(format, variables)
  try {
    await mkdir(dirname(file), { recursive: true })
    if (format === 'github' || format === 'azure') return await appendFile(file, text)
    const kept = without(await textOf(file), Object.keys(variables))
    const draft = `${file}.${process.pid}.tmp`
    await writeFile(draft, kept + text, { mode: 0o600 })
    await rename(draft, file)
  } catch (thrown) {
    throw thrown instanceof UnderstudyError ? thrown : unusable(file, 'written', thrown)
  }
}

/** What a file of NAME=value says; nothing where there is none. */
export async function readEnvFile(file: string): Promise<Readonly<Record<string, string | undefined>>> {
  return parseEnv(await textOf(file))
}

function without(text: string, names: readonly string[]): string {
  const line = new RegExp(`^(export[ \t]+)?(${names.join('|')})[ \t]*=('[^']*'|"[^"]*"|.*)\n?`, 'gm')
  const kept = text.replace(line, '')
  return kept === '' || kept.endsWith('\n') ? kept : `${kept}\n`
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return ''
    throw unusable(file, 'read', thrown)
  }
}

function unusable(file: string, what: 'read' | 'written', cause: unknown): UnderstudyError {
  return new UnderstudyError('WRITE_FAILED', {
    operation: 'write variables for later steps',
    at: file,
    message: `${file} could not be ${what}: ${messageOf(cause)}`,
    cause,
  })
}
