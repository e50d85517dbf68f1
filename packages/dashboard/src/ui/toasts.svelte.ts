import type { Tone } from './looks.ts'

export interface Toast {
  readonly id: number
  readonly text: string
  readonly tone: Tone
  /** What can be done about it: undo, go and see. */
  readonly action: { readonly label: string; readonly run: () => void } | undefined
}

interface Told {
  readonly tone?: Tone
  readonly action?: Toast['action']
}

/** What has just happened, said in passing. Nothing that must not be missed is said here alone. */
class Toasts {
  shown = $state.raw<readonly Toast[]>([])
  #next = 0

  tell(text: string, { tone = 'plain', action }: Told = {}): void {
    const toast = { id: this.#next++, text, tone, action }
    this.shown = [...this.shown.slice(-2), toast]
    setTimeout(() => this.dismiss(toast.id), action ? 10_000 : 5000)
  }

  dismiss(id: number): void {
    this.shown = this.shown.filter((toast) => toast.id !== id)
  }
}

export const toasts = new Toasts()
