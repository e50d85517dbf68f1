import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify, stripVTControlCharacters } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { installFor } from './install-for.ts'
import { ownEnvironment } from './own-environment.ts'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'replayed-'))
const env = { ...ownEnvironment(), UNDERSTUDY_LEDGER: join(folder, 'ledger') }
const run = promisify(execFile)
afterAll(() => rmSync(folder, { recursive: true }))

const failing = `import { expect } from 'vitest'
import { test } from './data.ts'
import { placeOrder, stockOf } from './shop.ts'

test('an order of two leaves three', async ({ data }) => {
  const { products } = await data.testData.get('shop')
  const pen = await products.create({ stock: 4 })
  await placeOrder(data.database, pen.id, 2)
  expect(await stockOf(data.database, pen.id), \`the stock of \${pen.id}\`).toBe(3)
})
`

test('a failing test shows the line that makes its rows again, and the line does', { timeout: 180_000 }, async () => {
  cpSync(join(root, 'examples/vitest'), folder, {
    recursive: true,
    filter: (path) => !/node_modules|shop\.test\.ts|config/.test(path),
  })
  installFor('vitest', join(folder, 'node_modules'))
  writeFileSync(join(folder, 'stock.test.ts'), failing)

  const shown = await vitest()
  const [, product] = /the stock of ([-0-9a-f]+)/.exec(shown) ?? []
  const [, token] = /^understudy replay '(\S+)'$/m.exec(shown) ?? []
  expect({ product, token }, shown).toEqual({ product: expect.any(String), token: expect.any(String) })
  await expect(recorded(shown)).toMatchFileSnapshot(join(root, 'docs/images/replay.txt'))

  const cli = join(root, 'packages/cli/bin/understudy.js')
  const options = ['--from', 'sqlite::memory:', '--needs', 'needs.ts', '--out', '-']
  const { stdout } = await run(process.execPath, [cli, 'replay', String(token), ...options], { cwd: folder, env })
  expect(JSON.parse(stdout)).toMatchObject({ table: 'products', row: { id: product, stock: 4 } })
})

async function vitest(): Promise<string> {
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', 'stock.test.ts']
  const { stdout, stderr } = await run(process.execPath, args, { cwd: folder, env }).catch((failed) => failed)
  return stripVTControlCharacters(`${stdout}${stderr}`)
}

/** Without what differs from run to run (the folder, the time of day, how long it took), and without all of the token. */
function recorded(shown: string): string {
  return `$ npx vitest run\n${shown}`
    .replaceAll(folder, '~/shop')
    .replace(/(understudy-1:\S{24})\S+'/, "$1…'")
    .replaceAll(/ +\d+(?:\.\d+)?m?s(?: .*)?$/gm, ' …')
    .replaceAll(/^( +(?:Start at|Duration) ).*$/gm, '$1 …')
}
