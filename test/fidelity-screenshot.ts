/** Writes docs/images/fidelity.png, the picture in docs/fidelity.md: node test/fidelity-screenshot.ts, after npm run build. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { launchChromium, noChromium } from './chromium.ts'

const root = join(import.meta.dirname, '..')
const picture = join(root, 'docs/images/fidelity.png')
const mostBytes = 300_000
const run = promisify(execFile)

if (noChromium) throw new Error(noChromium)
const folder = await mkdtemp(join(tmpdir(), 'fidelity-'))
const understudy = (...args: readonly string[]) =>
  run(process.execPath, [join(root, 'packages/cli/bin/understudy.js'), ...args], { cwd: folder, maxBuffer: 1e8 })
try {
  // Every other row is learned from, and the others are held out.
  const [head = '', ...rows] = (await readFile(join(root, '../shared/data/tables/diamonds.csv'), 'utf8'))
    .trim()
    .split('\n')
  const write = (name: string, rest: number) =>
    writeFile(join(folder, name), `${[head, ...rows.filter((_, i) => i % 2 === rest)].join('\n')}\n`)
  await write('diamonds.csv', 0)
  await write('held-out.csv', 1)
  await understudy('profile', 'diamonds.csv', '--out', 'patterns.json')
  await understudy('synthesize', '--patterns', 'patterns.json', '--seed', '7', '--out', 'synthetic.csv')
  const report = ['fidelity', 'diamonds.csv', 'synthetic.csv', '--holdout', 'held-out.csv', '--format', 'html']
  const page = join(folder, 'fidelity.html')
  await writeFile(page, (await understudy(...report)).stdout)

  const browser = await launchChromium()
  try {
    const tab = await browser.newPage({ viewport: { width: 1180, height: 1720 }, colorScheme: 'light' })
    await tab.goto(pathToFileURL(page).href)
    await tab.screenshot({ path: picture })
  } finally {
    await browser.close()
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
const { size } = await stat(picture)
if (size > mostBytes) throw new Error(`The picture has ${size} bytes, and may have ${mostBytes}.`)
console.log(`${picture}: ${size} bytes`)
