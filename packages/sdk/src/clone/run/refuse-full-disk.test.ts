import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openPlace } from '../place/open-place.ts'
import { refuseFullDisk } from './refuse-full-disk.ts'

test('what the disk has no room for is refused, and of a clone that is gone on with only what it lacks counts', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'understudy full disk-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await using place = await openPlace(`sqlite:${join(folder, 'target.db')}`)
  const free = (await place.freeBytes()) ?? 0
  const bytes = free + 2 ** 40
  await refuseFullDisk({ bytes: 2 ** 20 }, place)
  await expect(refuseFullDisk({ bytes }, place)).rejects.toMatchObject({
    code: 'CLONE_FAILED',
    message: expect.stringMatching(/takes about \d+ MiB beside the target, and \d+ MiB are free/),
  })
  await refuseFullDisk({ bytes }, place, 2 ** 41)
  await expect(refuseFullDisk({ bytes }, place, 2 ** 20)).rejects.toThrow(/ MiB more beside the target/)
})
