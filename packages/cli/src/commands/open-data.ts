import { stat } from 'node:fs/promises'
import { redactUrl } from '@understudy/sdk'
import { type DatasetOptions, type OpenedDataset, openDataset } from '@understudy/sdk/quality'
import type { Around } from './command.ts'
import { usage } from './generate/options.ts'
import { guard } from './guard.ts'
import { resolvePlace } from './resolve-place.ts'

export type DataFlags = Pick<DatasetOptions, 'schema' | 'entity' | 'format' | 'delimiter' | 'scratch' | 'waivers'>

/**
 * Opens what a command line names as data: a file of rows, a folder of them, several of them, a file of SQL; else the URL
 * of a database or the name of an environment, which is read behind the guard; the active environment where nothing is
 * said.
 */
export async function openData(
  names: readonly string[],
  flags: DataFlags,
  { terminal, signal }: Around,
): Promise<OpenedDataset> {
  const paths = await Promise.all(names.map(isPath))
  if (paths.length > 0 && paths.every(Boolean)) {
    terminal.progress.say(`reads ${names.join(', ')}`)
    return await openDataset(names, { ...flags, signal })
  }
  const [name, ...more] = names
  if (more.length > 0)
    throw usage('several of them are read where all are files', 'Name one database, or files of rows alone.')
  const { url, environment } = await resolvePlace(name)
  terminal.progress.say(`reads ${redactUrl(url)}`)
  return await openDataset(url, { ...flags, environment, signal, ...guard() })
}

/** By what it is called, or else by being a folder; databases in files go by their URL. */
async function isPath(text: string): Promise<boolean> {
  if (/^[a-z][a-z0-9+]+:/i.test(text) || /\.(db|sqlite3?)$/i.test(text)) return false
  if (/\.(csv|tsv|json|ndjson|jsonl|parquet|xml|sql)$/i.test(text)) return true
  try {
    const found = await stat(text)
    return found.isDirectory() || text.includes('/')
  } catch {
    // Nothing is there by this name: it may be that of an environment.
    return false
  }
}
