import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A fenced block of code in a page of documentation. */
export interface Block {
  /** From the root of the project: docs/cli.md */
  readonly page: string
  /** Of its fence. */
  readonly line: number
  readonly language: string
  readonly code: string
  /** What the comment says that stands above it. */
  readonly note: string | undefined
}

export function place({ page, line }: Block): string {
  return `${page}:${line}`
}

/** Languages that somebody would copy and run, or feed to the product. */
export const runnable: ReadonlySet<string> = new Set(['ts', 'js', 'sh', 'json', 'sql'])

const fence = /^```(\w*)\n([\s\S]*?)^```$/gm
const noteAbove = /<!-- (.+?) -->\s*$/

/** Why a block is not run: `<!-- not run: reason -->` above it. */
export function reasonNotToRun({ note }: Block): string | undefined {
  return note?.startsWith('not run: ') ? note.slice('not run: '.length) : undefined
}

export function pagesOf(root: string): string[] {
  const below = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  return ['README.md', ...below.filter((path) => path.endsWith('.md')).map((path) => join('docs', path))].sort()
}

export function blocksOf(root: string, page: string): Block[] {
  const text = readFileSync(join(root, page), 'utf8')
  return [...text.matchAll(fence)].map(({ index, 1: language = '', 2: code = '' }) => ({
    page,
    line: text.slice(0, index).split('\n').length,
    language,
    code,
    note: noteAbove.exec(text.slice(0, index))?.[1],
  }))
}

/** Programs of TypeScript: each block is one, and goes on with the one before where `<!-- continues -->` stands above. */
export function programsOf(blocks: readonly Block[]): Block[] {
  const programs: Block[] = []
  for (const block of blocks) {
    if (block.language !== 'ts' || reasonNotToRun(block) !== undefined) continue
    const before = block.note === 'continues' ? programs.pop() : undefined
    programs.push(before ? { ...block, code: `${before.code}\n${block.code}` } : block)
  }
  return programs
}
