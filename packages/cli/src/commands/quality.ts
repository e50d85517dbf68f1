import type { Command } from 'commander'
import { addCheck } from './quality/check.ts'
import { addCompare } from './quality/compare.ts'
import { addSuggest } from './quality/suggest.ts'

const examples = `
Examples:
  $ understudy quality suggest taxis.csv --out rules.json
  $ understudy quality check taxis.csv --rules rules.json
  $ understudy quality check postgres://reader@db.example.com/shop --rules rules.json
  $ understudy quality compare before.json after.json`

export function addQuality(program: Command, done: (exitCode: number) => void): void {
  const quality = program
    .command('quality')
    .description('how good data is: rules about it, and what breaks them')
    .addHelpText('after', examples)
  addSuggest(quality, done)
  addCheck(quality, done)
  addCompare(quality, done)
}
