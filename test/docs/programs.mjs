/**
 * Runs programs of pages one after another in this process, which has loaded what they import: told of one by a message
 * `{file, folder, env}`, it answers with what went wrong, or with nothing. At first it says where it takes commands. A program is over when nothing of it keeps the
 * process alive, as it would have to be to end on its own.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'
import { become } from './become.mjs'
import { takeCommands } from './commands.mjs'

let fail
for (const event of ['uncaughtException', 'unhandledRejection']) process.on(event, (thrown) => fail?.(thrown))

process.on('message', async ({ file, folder, env }) => {
  become({ folder, env })
  const alive = process.getActiveResourcesInfo().length
  try {
    const failed = new Promise((_, reject) => {
      fail = reject
    })
    await Promise.race([failed, import(pathToFileURL(file).href)])
    await Promise.race([failed, ended(alive)])
    process.send({ failure: process.exitCode ? `it ended with ${process.exitCode}` : undefined })
  } catch (thrown) {
    process.send({ failure: inspect(thrown) })
  }
})

/** Later than this turn at the earliest: what was rejected and left alone is known at the end of it. */
async function ended(alive) {
  do await sleep(2)
  while (process.getActiveResourcesInfo().length > alive)
}

process.send({ port: await takeCommands() })
