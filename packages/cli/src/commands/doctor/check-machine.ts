import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { generateData } from '@understudy/sdk'
import { messageOf } from '@understudy/sdk/error'
import { bytes } from '../../terminal/amounts.ts'
import { type Check, failed, note, ok } from './check.ts'

const oldestNode = [22, 18] as const
const littleSpace = 1024 ** 3
const noSpace = 50 * 1024 ** 2

export async function checkMachine(): Promise<Check[]> {
  return [
    checkNode(),
    ...(await checkDrivers()),
    ...(await Promise.all([...new Set([process.cwd(), tmpdir()])].map(checkSpace))),
    ...(await checkWords()),
  ]
}

function checkNode(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const enough = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])
  return enough
    ? ok('node', `Node ${process.versions.node}`)
    : failed('node', `Node ${process.versions.node} is older than ${oldestNode.join('.')}`, 'Install Node 24.')
}

/** Where a driver is missing, only its own databases are out of reach. */
async function checkDrivers(): Promise<Check[]> {
  const drivers = [
    { name: 'pg', of: 'postgres: URLs', load: () => import('pg') },
    { name: 'better-sqlite3', of: 'sqlite: URLs', load: () => import('better-sqlite3') },
    { name: '@electric-sql/pglite', of: 'pglite: URLs', load: () => import(optional('@electric-sql/pglite')) },
  ]
  return Promise.all(
    drivers.map(async ({ name, of, load }): Promise<Check> => {
      try {
        await load()
        return ok(`driver ${name}`, `is installed, for ${of}`)
      } catch (thrown) {
        const missing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_MODULE_NOT_FOUND'
        const hint = `Where ${of} are needed: npm install ${name}`
        return missing
          ? note(`driver ${name}`, `is not installed; ${of} need it`, hint)
          : failed(`driver ${name}`, `cannot be loaded: ${messageOf(thrown)}`, hint)
      }
    }),
  )
}

/** A name that the bundler leaves alone: the package may be missing. */
function optional(name: string): string {
  return name
}

async function checkSpace(folder: string): Promise<Check> {
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const name = `disk ${folder}`
  const message = `${bytes(free)} are free`
  if (free < noSpace) return failed(name, message, 'Free space: nothing of size can be written here.')
  return free < littleSpace ? note(name, message, 'A million rows take about 200 MiB.') : ok(name, message)
}

async function checkWords(): Promise<Check[]> {
  return Promise.all(
    ['en', 'de', 'ja'].map(async (locale): Promise<Check> => {
      const name = `words ${locale}`
      try {
        const schema = { entities: [{ name: 'people', fields: [{ name: 'name', kind: 'full-name' }] }] }
        const { people = [] } = await generateData(schema, { rows: 1, locale }).collect()
        return ok(name, `can be read: ${String(people[0]?.name)}`)
      } catch (thrown) {
        return failed(name, messageOf(thrown), 'Install understudy again: its word lists are damaged.')
      }
    }),
  )
}
