/**
 * On diamonds, titanic and taxis: a shuffle of the columns scores 0 and another real half 1; planted training rows among
 * 100,000 synthetic ones are all named within a minute, and twenty holdouts raise no alarm; rows that were learned of one
 * half are as like it as the other half is, and give little away to three attacks, which catch every copy. Exits with 0 when all of it holds.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

for (const script of ['calibration', 'planted-rows', 'attacks', 'learned-rows']) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'synthesis', `${script}.ts`)], { stdio: 'inherit' })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  if (code !== 0) process.exit(1)
}
