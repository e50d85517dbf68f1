import { access } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseConfig, type UnderstudyConfig } from '@understudy/sdk'
import { messageOf, UnderstudyError } from '@understudy/sdk/error'
import { readJsonFile } from './read-json-file.ts'

const names = ['understudy.config.json', 'understudy.config.ts', 'understudy.config.js']

export interface FoundConfig {
  readonly path: string
  readonly config: UnderstudyConfig
}

/** The configuration that --config names, or the nearest one from a folder upward; undefined where there is none. */
export async function readConfig(named: string | undefined, from: string): Promise<FoundConfig | undefined> {
  const path = named === undefined ? await findUpward(from) : resolve(from, named)
  if (path === undefined) return undefined
  const input = path.endsWith('.json')
    ? await readJsonFile(path, 'CONFIG_INVALID', 'the configuration')
    : await importDefault(path)
  return { path, config: parseConfig(input, path) }
}

async function findUpward(from: string): Promise<string | undefined> {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    for (const name of names) {
      const path = join(folder, name)
      if (await exists(path)) return path
    }
    if (folder === dirname(folder)) return undefined
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}

async function importDefault(path: string): Promise<unknown> {
  try {
    const module: { default?: unknown } = await import(pathToFileURL(path).href)
    return module.default
  } catch (thrown) {
    throw new UnderstudyError('CONFIG_INVALID', {
      operation: 'read the configuration',
      at: path,
      message: messageOf(thrown),
      hint: 'Let the file export the configuration by default: export default { kind: "understudy.config", version: 1 }.',
      cause: thrown,
    })
  }
}
