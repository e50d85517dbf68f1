import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { DataNeeds, Preparation } from '@understudy/sdk'
import { messageOf, UnderstudyError } from '@understudy/sdk/error'

export interface TestNeeds {
  readonly data?: DataNeeds
  readonly prepare?: Preparation
}

/** What a module of the tests exports: their needs as `data`, and as `prepare` what each of them begins with. */
export async function readNeeds(file: string): Promise<TestNeeds> {
  const module = await load(file)
  if (!isNeeds(module.data)) {
    throw unusable(file, 'exports no data: `export const data = { shop: factories({ users }) }`')
  }
  if (module.prepare === undefined) return { data: module.data }
  if (!isPreparation(module.prepare)) throw unusable(file, 'exports as prepare what has no key and no run(database)')
  return { data: module.data, prepare: module.prepare }
}

async function load(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(pathToFileURL(resolve(file)).href)
  } catch (thrown) {
    throw unusable(file, `cannot be loaded: ${messageOf(thrown)}`, thrown)
  }
}

function isNeeds(value: unknown): value is DataNeeds {
  return typeof value === 'object' && value !== null && Object.values(value).every((one) => hasFunction(one, 'load'))
}

function isPreparation(value: unknown): value is Preparation {
  return hasFunction(value, 'run') && typeof value === 'object' && value !== null && 'key' in value
}

function hasFunction(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'function'
}

function unusable(file: string, why: string, cause?: unknown): UnderstudyError {
  return new UnderstudyError('CONFIG_INVALID', {
    operation: 'read the needs of the tests',
    at: file,
    message: `${file} ${why}`,
    hint: 'Name a module that the Node of this command can load, TypeScript from Node 22.18 on.',
    cause,
  })
}
