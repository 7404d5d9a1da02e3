import type { Fields } from '../../picture/answer/fields.js'
import { button } from '../dom.js'
import { setDisabled } from './toolbar.js'

/** Pages of a list by cursor: a button for the one that follows, and one for the one before. */
export class Pages {
  readonly next: HTMLButtonElement
  readonly back: HTMLButtonElement
  /** How the pages before the present one were asked for. */
  private behind: readonly Fields[] = []
  private args: Fields = {}
  private following: Fields | undefined

  /** @param ask asks for another page */
  constructor(ask: (args: Fields) => void) {
    this.next = button('', '', () => {
      if (this.following !== undefined) ask(this.following)
    })
    this.back = button('', '', () => {
      const before = this.behind.at(-1)
      if (before !== undefined) ask(before)
    })
  }

  /** Takes the answer that is shown now; that of another question begins a list anew. */
  take(args: Fields, answer: Fields): void {
    if (args === this.following) this.behind = [...this.behind, this.args]
    else this.behind = args === this.behind.at(-1) ? this.behind.slice(0, -1) : []
    this.args = args
    const { next_cursor: cursor } = answer
    this.following = typeof cursor === 'string' ? { ...args, cursor } : undefined
  }

  /** What the buttons are called. */
  label(back: string, next: string): void {
    this.back.textContent = back
    this.next.textContent = next
  }

  /** The buttons as they can be used; both are away where there is one page, or nothing can be asked. */
  update(canAsk: boolean, isBusy: boolean): void {
    const hasPages = this.following !== undefined || this.behind.length > 0
    for (const element of [this.next, this.back]) element.hidden = !canAsk || !hasPages
    setDisabled([this.next], isBusy || this.following === undefined)
    setDisabled([this.back], isBusy || this.behind.length === 0)
  }
}
