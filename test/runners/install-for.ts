import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** What the example of a runner has installed, and the SDK as a package has it: files, and no link into a workspace. */
export function installFor(runner: string, to: string): void {
  const from = join(root, 'examples', runner, 'node_modules')
  const sdk = join(to, '@understudy/sdk')
  mkdirSync(sdk, { recursive: true })
  for (const one of readdirSync(from)) {
    if (one !== '@understudy' && !one.startsWith('.')) symlinkSync(join(from, one), join(to, one))
  }
  for (const part of ['dist', 'words', 'package.json']) {
    cpSync(join(root, 'packages/sdk', part), join(sdk, part), { recursive: true })
  }
  symlinkSync(join(root, 'packages/sdk/node_modules'), join(sdk, 'node_modules'))
}
