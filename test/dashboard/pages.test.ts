/// <reference lib="dom" />
import { describe, expect, inject, test } from 'vitest'
import { pagesAt } from './pages.ts'
import { noStage } from './world.ts'

describe.skipIf(noStage)('a page that is lent again', () => {
  test('has nothing of what it was lent for before', async () => {
    const { url, browser } = inject('stage')!
    const pages = await pagesAt(url, browser)
    const heard: string[] = []
    const first = await pages.lend()
    first.on('console', (message) => heard.push(message.text()))
    await first.route('**/healthz', (route) => route.fulfill({ body: 'of the test before' }))
    await first.setViewportSize({ width: 360, height: 780 })
    await first.emulateMedia({ colorScheme: 'dark' })
    await first.goto('/healthz')
    await first.evaluate(() => {
      localStorage.setItem('theme', 'dark')
      sessionStorage.setItem('theme', 'dark')
      // biome-ignore lint/suspicious/noDocumentCookie: what a page may leave
      document.cookie = 'left=behind'
    })
    await pages.takeBack()

    const again = await pages.lend()
    expect(again).toBe(first)
    await again.goto('/healthz')
    const left = await again.evaluate(() => {
      console.log('said in the next test')
      return {
        text: document.body.textContent?.includes('of the test before'),
        stored: localStorage.length + sessionStorage.length,
        cookies: document.cookie,
        width: innerWidth,
        dark: matchMedia('(prefers-color-scheme: dark)').matches,
      }
    })
    expect(left).toEqual({ text: false, stored: 0, cookies: '', width: 1440, dark: false })
    expect(heard).toEqual([])
    await pages.takeBack()
  })
})
