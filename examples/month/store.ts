import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Closing } from '../../packages/server/src/closing.ts'
import { parseConfig } from '../../packages/server/src/config.ts'
import { createLog } from '../../packages/server/src/observe/log.ts'
import { openServerServices, openServices } from '../../packages/server/src/open-services.ts'

/** The time that is played stands in a file: all instances read the same. */
const fileOf = (folder: string) => join(folder, 'time')

export function setTime(folder: string, time: Date): void {
  writeFileSync(`${fileOf(folder)}.new`, time.toISOString())
  renameSync(`${fileOf(folder)}.new`, fileOf(folder))
}

/** What a server stands on: schedules by the time that is played, and work that is done in its own time. */
export async function openAt(folder: string) {
  const closing = new Closing()
  const config = parseConfig({ data: join(folder, 'store'), role: 'worker' })
  const clock = async () => new Date(readFileSync(fileOf(folder), 'utf8'))
  const around = { now: () => new Date(), publicUrl: () => '', clock }
  const opened = await openServices(config, around, closing)
  const log = createLog((line) => void process.stderr.write(line), around.now)
  return { services: await openServerServices(config, opened, log, closing), closing }
}
