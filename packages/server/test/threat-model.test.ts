import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

/** The lines of the checklist: their number, and what they name, as files and the titles of tests in them. */
async function checklist(): Promise<{ number: string; proofs: { file: string; titles: string[] }[] }[]> {
  const page = await readFile(join(root, '../../docs/threat-model.md'), 'utf8')
  return [...page.matchAll(/^\| (\d+) \|[^|]+\| (.+) \|$/gm)].map(([, number = '', proven = '']) => ({
    number,
    proofs: [...proven.matchAll(/`([^`]+\.test\.ts)`: ((?:\*[^*]+\*(?:; )?)+)/g)].map(([, file = '', titles = '']) => ({
      file,
      titles: [...titles.matchAll(/\*([^*]+)\*/g)].map(([, title = '']) => title),
    })),
  }))
}

test('every line of the checklist names tests that there are', async () => {
  const lines = await checklist()
  expect([...new Set(lines.map(({ number }) => number))]).toEqual('1 2 3 4 5 6 7 8 9 10'.split(' '))
  for (const { number, proofs } of lines) {
    expect(proofs.length, `line ${number}`).toBeGreaterThan(0)
    for (const { file, titles } of proofs) {
      const text = (await readFile(join(root, file), 'utf8')).replaceAll("\\'", "'")
      for (const title of titles) expect(text.includes(title), `${file}: ${title}`).toBe(true)
    }
  }
})
