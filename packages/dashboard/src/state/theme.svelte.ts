export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const key = 'understudy:theme'

/** Light or dark: as the machine has it, or as somebody has said for this browser. */
class ThemeChoice {
  chosen = $state<Theme>(themes.find((theme) => theme === localStorage.getItem(key)) ?? 'system')

  choose(theme: Theme): void {
    this.chosen = theme
    localStorage.setItem(key, theme)
    this.apply()
  }

  apply(): void {
    if (this.chosen === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = this.chosen
  }
}

export const theme = new ThemeChoice()
