/**
 * The command line in this process, so that what it uses is what this process uses. Plain JavaScript: a process that
 * strips types is 17 MiB larger, which nobody pays who runs the command.
 */
const [rows, ...args] = process.argv.slice(2)
process.argv = [process.execPath, 'understudy', ...args]
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  const cpu = (userCPUTime + systemCPUTime) / 1e6
  console.log(JSON.stringify({ rows: Number(rows), cpu, peakMiB: Math.round(maxRSS / 1024) }))
})
await import('../../packages/cli/dist/main.js')
