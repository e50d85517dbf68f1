import { getContext, setContext } from 'svelte'
import { stepsOf } from '../../format/json-places.ts'
import type { Steps } from '../../format/json-tree.ts'
import { type Parts, partsOf } from '../../format/parts.ts'
import type { PlacedProblem } from '../../format/placed-problem.ts'
import type { Generation } from '../../state/generation.svelte.ts'
import { reading } from '../../state/reading.svelte.ts'
import type { Language } from './completion.ts'
import { type Design, designOf, isWithin } from './design.ts'
import { valueAt } from './design-places.ts'
import { type Fix, fixesOf } from './fixes.ts'

const key = Symbol('designer')

/** What the three views of a schema share: its parts, its problems by place, and how it is edited. */
export class Designer {
  readonly generation: Generation
  readonly #kinds = reading('/kinds', () => ({}))
  readonly #form = reading('/schema/form', () => ({}))
  readonly design: Design = $derived.by(() => designOf(this.generation.document))
  /** Once the server has said it. */
  readonly language: Language | undefined = $derived.by(() =>
    this.#kinds.value && this.#form.value ? { kinds: this.#kinds.value, form: partsOf(this.#form.value) } : undefined,
  )
  /** For who asks before that. */
  readonly languageSaid: Promise<Language>
  readonly #problems = $derived.by(() =>
    this.generation.problems.map((problem) => ({ problem, steps: stepsOf(problem.path) })),
  )

  constructor(generation: Generation) {
    this.generation = generation
    this.languageSaid = new Promise((resolve) => {
      $effect(() => {
        if (this.language) resolve(this.language)
      })
    })
  }

  edit(change: (text: string) => string): void {
    this.generation.draft.edit(change(this.generation.draft.text))
  }

  /** Those of a part and of what is in it; `own` are of the part alone, or of members of it that are named. */
  problemsOf(steps: Steps, own?: readonly string[]): PlacedProblem[] {
    return this.#problems
      .filter(
        ({ steps: at }) =>
          isWithin(at, steps) && (!own || at.length === steps.length || own.includes(String(at[steps.length]))),
      )
      .map(({ problem }) => problem)
  }

  /** What the document says there. */
  partAt(steps: Steps): Parts {
    return partsOf(valueAt(this.generation.document, steps))
  }

  fixes(problem: PlacedProblem): Fix[] {
    return fixesOf(problem, this.generation.draft.text, this.language)
  }

  kind(name: unknown): Language['kinds'][number] | undefined {
    if (typeof name !== 'string') return undefined
    const [plain] = name.split('@')
    return this.language?.kinds.find((kind) => kind.name === plain)
  }
}

/** Of the page around: called once, where the page starts. */
export function provideDesigner(generation: Generation): Designer {
  return setContext(key, new Designer(generation))
}

export function designer(): Designer {
  return getContext<Designer>(key)
}
