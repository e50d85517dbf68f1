import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { noStage, world } from './world.ts'

const most = 150_000

describe.skipIf(noStage)('the first load', () => {
  const here = world('load')

  test.each([
    { at: '/teams/:team', shows: 'This team has no data yet' },
    { at: '/teams/:team/jobs', shows: 'Nothing was done here yet' },
  ])(
    'of $at has less than 150 kB of script, gzipped, and neither charts nor the editor among it',
    async ({ at, shows }) => {
      const page = await here.page()
      const scripts = new Map<string, Promise<Buffer>>()
      page.on('response', (answer) => {
        if (answer.url().endsWith('.js')) scripts.set(answer.url(), answer.body())
      })
      await page.goto(at.replace(':team', here.team))
      await page.getByText(shows).waitFor()
      const sizes = await Promise.all(
        [...scripts].map(async ([url, body]) => ({
          url,
          bytes: gzipSync(await body).length,
          text: String(await body),
        })),
      )
      const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0)
      console.log(`${at}: ${(total / 1000).toFixed(1)} kB of script in ${sizes.length} files`)
      expect(sizes.length).toBeGreaterThan(1)
      expect(total).toBeLessThan(most)
      expect(sizes.filter(({ text }) => /uplot|cm-content/i.test(text)).map(({ url }) => url)).toEqual([])
    },
  )

  test('scripts and styles come compressed', async () => {
    const page = await here.page()
    const answers: (string | undefined)[] = []
    page.on('response', (answer) => {
      if (/\.(?:js|css)$/.test(answer.url()) && Number(answer.headers()['content-length'] ?? 9999) > 1024)
        answers.push(answer.headers()['content-encoding'])
    })
    await page.goto('/account')
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(answers.length).toBeGreaterThan(1)
    expect(new Set(answers).size, answers.join()).toBe(1)
    expect(['br', 'gzip']).toContain(answers[0])
  })
})
