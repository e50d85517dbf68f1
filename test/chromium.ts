import { existsSync } from 'node:fs'
import { type Browser, type BrowserServer, chromium } from 'playwright-core'

const path = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const plain = ['no-sandbox', 'disable-gpu', 'disable-quic', 'no-first-run', 'disable-background-networking']
const quiet = ['disable-component-update', 'disable-sync', 'disable-lcd-text']
const options = { executablePath: path, args: [...plain, ...quiet].map((flag) => `--${flag}`) }

/** Why no test of a browser can run here; undefined where they can. */
export const noChromium = existsSync(path) ? undefined : `there is no Chromium at ${path} (CHROMIUM_PATH names another)`

export function launchChromium(): Promise<Browser> {
  return chromium.launch(options)
}

/** Pages are shown for a second each: what is compiled well is not run often enough to be worth it. */
const short = '--js-flags=--no-maglev --no-turbofan'

/** One that several processes use, each by its endpoint. */
export function launchChromiumServer(): Promise<BrowserServer> {
  return chromium.launchServer({ ...options, args: [...options.args, short] })
}
