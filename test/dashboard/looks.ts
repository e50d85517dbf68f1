/// <reference lib="dom" />
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { isFull } from '../full.ts'

const require = createRequire(join(import.meta.dirname, '../../packages/dashboard/package.json'))
let axe: Promise<string> | undefined

interface AxeResults {
  readonly violations: readonly {
    readonly id: string
    readonly help: string
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
  }[]
}

/** What the theme decides: in dark the document is the same, in other colours. */
const aboutColours = ['color-contrast', 'link-in-text-block']

export type Theme = 'light' | 'dark'

export const bothThemes: readonly Theme[] = ['light', 'dark']
/**
 * Every part is looked at in both, and screens consist of parts: those with other colours than theirs are found in full.
 */
const usualThemes: readonly Theme[] = isFull ? bothThemes : ['light']

/** WCAG 2.2 AA and axe's best practices in each theme: every violation, with the elements that it is of. */
export async function expectAccessible(page: Page, within = 'body', themes = usualThemes): Promise<void> {
  axe ??= readFile(require.resolve('axe-core/axe.min.js'), 'utf8')
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await axe)
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme })
    await atRest(page)
    const options = {
      resultTypes: ['violations'],
      // Of other servers nothing is shown: no style sheet and no sound is fetched once more.
      preload: false,
      ...(colorScheme === 'dark' ? { runOnly: { type: 'rule', values: aboutColours } } : {}),
    }
    const { violations } = await page.evaluate(
      ([scope, options]): Promise<AxeResults> => Reflect.get(window, 'axe').run(scope, options),
      [within, options] as const,
    )
    const said = violations.map(({ id, help, nodes }) => ({
      id: `${id} (${colorScheme}): ${help}`,
      nodes: nodes.slice(0, 5).map(({ html, failureSummary }) => `${html.slice(0, 300)}\n  ${failureSummary ?? ''}`),
    }))
    expect(said).toEqual([])
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

/** Colours and places have come to where they go: what is seen is not on its way. */
async function atRest(page: Page): Promise<void> {
  await drawn(page)
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((one) => one.playState === 'running' && one.effect?.getComputedTiming().endTime !== Infinity)
        .map(({ finished }) => finished),
    ),
  )
}

/** What changes with colours and sizes has changed. */
async function drawn(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
}

const pictures = process.env.SCREENSHOTS
const widths = [360, 768, 1440] as const
/** What fits the narrowest and the widest fits what is between but for a layout of its own, which full looks at. */
const usualWidths = isFull || pictures !== undefined ? widths : ([360, 1440] as const)

/**
 * The screen at each width: it is never wider than the window, and with SCREENSHOTS=<folder> its pictures are written
 * there, light and dark, to be looked at. It is as wide as pages are afterwards.
 */
export async function expectFits(page: Page, name: string): Promise<void> {
  if (pictures !== undefined) await mkdir(pictures, { recursive: true })
  for (const width of usualWidths) {
    await page.setViewportSize({ width, height: width === 360 ? 780 : 900 })
    await drawn(page)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(`${name} at ${width}: ${wide}`).toBe(`${name} at ${width}: ${width}`)
    if (pictures === undefined) continue
    for (const colorScheme of ['light', 'dark'] as const) {
      if (colorScheme === 'dark' && width === 768) continue
      await page.emulateMedia({ colorScheme })
      await page.waitForTimeout(250)
      await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`) })
    }
    await page.emulateMedia({ colorScheme: 'light' })
  }
}

/**
 * Another state of a screen that is looked at already: it consists of the same parts, so that its look is one of those that
 * full has; and its picture is there whenever pictures are asked for.
 */
export async function expectLooksAsWell(page: Page, name?: string): Promise<void> {
  if (isFull) await expectAccessible(page)
  if (name !== undefined && (isFull || pictures !== undefined)) await expectFits(page, name)
}
