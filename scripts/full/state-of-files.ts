import { outputOf } from '../check/output-of.ts'

/** The commit and what differs from it, results apart: a proof that was stopped goes on as long as it is the same. */
export async function stateOfFiles(root: string): Promise<string> {
  const { output: commit } = await outputOf(root, 'git', ['rev-parse', '--short', 'HEAD'])
  const { output: changed } = await outputOf(root, 'git', ['diff', 'HEAD', '--stat', '--', '.', ':!bench/results'])
  return `${commit.trim()} ${changed.trim()}`.trim()
}
