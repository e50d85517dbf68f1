import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

/**
 * Generates the Prisma client, as `prisma generate` does in a project. That needs no engine, but the command fetches the
 * schema engine from Prisma's server first, unless it is told that there is one: any file will do. With the network there,
 * a project leaves this out.
 */
export default async function generatePrisma(): Promise<void> {
  const folder = join(import.meta.dirname, '..')
  const command = join(folder, 'node_modules/prisma/build/index.js')
  await promisify(execFile)(process.execPath, [command, 'generate', '--schema', 'schema.prisma'], {
    cwd: folder,
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
  })
}
