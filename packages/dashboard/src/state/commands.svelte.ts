import { untrack } from 'svelte'
import type { Icon } from '../ui/icon.ts'

/** Something that can be done from the keyboard, whatever is focused. */
export interface Command {
  readonly id: string
  readonly label: string
  /** Under which heading the palette shows it. */
  readonly group: string
  readonly icon?: Icon
  /** One key, or two one after the other: `g j`. */
  readonly keys?: string
  /** Other words by which it is found. */
  readonly also?: string
  readonly run: () => void
}

/** What can be done here and now: each part of the page adds its own while it is shown. */
class Commands {
  #sources = $state.raw<readonly (() => readonly Command[])[]>([])
  readonly all: readonly Command[] = $derived(this.#sources.flatMap((source) => source()))

  /** Called while a component starts: they are there for as long as it is. */
  add(source: () => readonly Command[]): void {
    $effect(() => {
      this.#sources = [...untrack(() => this.#sources), source]
      return () => {
        this.#sources = this.#sources.filter((one) => one !== source)
      }
    })
  }
}

export const commands = new Commands()
