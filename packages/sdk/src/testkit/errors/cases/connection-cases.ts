import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { ErrorCase } from './error-case.ts'

const noServer = 'There is no server.'

export const connectionCases: readonly ErrorCase[] = [
  {
    name: 'nobody listens',
    postgres: { steps: [{ connect: ({ url }) => toClosedPort(url) }], expected: 'connection_refused' },
    sqlite: {
      steps: [{ connect: ({ folder }) => `sqlite:${join(folder, 'no', 'such', 'folder.db')}` }],
      expected: 'connection_refused',
    },
  },
  {
    name: 'a folder where the file should be',
    postgres: { absent: 'It is reached over a network.' },
    sqlite: { steps: [{ connect: ({ folder }) => folderAsFile(folder) }], expected: 'connection_refused' },
  },
  {
    name: 'a host that nobody knows',
    postgres: {
      steps: [{ connect: ({ url }) => changed(url, { hostname: 'no-such-host.invalid' }) }],
      expected: 'connection_refused',
    },
    sqlite: { absent: noServer },
  },
  {
    name: 'a role that does not exist',
    postgres: {
      steps: [{ connect: ({ url, schema }) => changed(url, { username: `${schema}_nobody`, password: 'wrong' }) }],
      expected: 'authentication_failed',
    },
    sqlite: { absent: 'It has no roles.' },
  },
  {
    name: 'a database that does not exist',
    postgres: {
      steps: [{ connect: ({ url, schema }) => changed(url, { pathname: `/${schema}` }) }],
      expected: 'undefined_object',
    },
    sqlite: { absent: 'A file that is not there is made.' },
  },
  {
    name: 'more connections than a role may have',
    postgres: {
      steps: [
        {
          run: "create role {schema} login connection limit 0 password 'of a test'",
          undo: 'drop role {schema}',
        },
        { connect: ({ url, schema }) => changed(url, { username: schema, password: 'of a test' }) },
      ],
      expected: 'too_many_connections',
    },
    sqlite: { absent: 'It does not count them.' },
  },
  {
    name: 'a file that is no database',
    postgres: { absent: 'It is reached over a network.' },
    sqlite: { steps: [{ connect: ({ folder }) => otherFile(folder) }], expected: 'data_corrupted' },
  },
]

/** The URL with other parts; what it says about a unix socket goes, so that its host counts. */
function changed(
  url: string,
  parts: Partial<Pick<URL, 'hostname' | 'port' | 'username' | 'password' | 'pathname'>>,
): string {
  const other = new URL(url)
  if (parts.hostname !== undefined || parts.port !== undefined) other.searchParams.delete('host')
  return Object.assign(other, parts).href
}

/** A port that was free a moment ago. */
async function toClosedPort(url: string): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.')
  return changed(url, { hostname: '127.0.0.1', port: String(address.port) })
}

async function folderAsFile(folder: string): Promise<string> {
  const path = join(folder, 'folder.db')
  await mkdir(path, { recursive: true })
  return `sqlite:${path}`
}

async function otherFile(folder: string): Promise<string> {
  const path = join(folder, 'other.db')
  await writeFile(path, 'something else entirely\n'.repeat(100))
  return `sqlite:${path}`
}
