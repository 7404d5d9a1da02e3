import { button, el } from '../dom.js'
import { setDisabled } from './toolbar.js'

/**
 * Shows as many rows of a list as a height has room for, one at least, with buttons for the others;
 * all of them where there is no limit.
 */
export class Pager {
  readonly element: HTMLElement
  private readonly previous: HTMLButtonElement
  private readonly next: HTMLButtonElement
  private readonly place = el('span', { class: 'muted', role: 'status' })
  /** Where the parts begin that have been left behind. */
  private before: readonly number[] = []
  private first = 0
  private count = 0

  /** @param onTurn another part is due: it is to be fitted */
  constructor(onTurn: () => void) {
    this.previous = button('‹', 'Previous rows', () => {
      this.first = this.before.at(-1) ?? 0
      this.before = this.before.slice(0, -1)
      onTurn()
    })
    this.next = button('›', 'Next rows', () => {
      this.before = [...this.before, this.first]
      this.first += this.count
      onTurn()
    })
    this.element = el('span', { class: 'pager' }, this.previous, this.next, this.place)
  }

  /** Begins anew, for another list. */
  reset(): void {
    this.before = []
    this.first = 0
  }

  /** @param isOver told after each change whether the page is too high */
  fit(rows: readonly HTMLElement[], isOver: () => boolean): void {
    this.show(rows, 0, rows.length)
    if (!isOver()) {
      this.reset()
      return
    }
    this.first = Math.min(this.first, Math.max(rows.length - 1, 0))
    let count = rows.length - this.first
    this.show(rows, this.first, count)
    while (count > 1 && isOver()) {
      count -= 1
      this.show(rows, this.first, count)
    }
  }

  private show(rows: readonly HTMLElement[], first: number, count: number): void {
    for (const [at, row] of rows.entries()) row.hidden = at < first || at >= first + count
    const isAll = count >= rows.length
    this.count = count
    this.element.hidden = isAll
    const end = first + count
    this.place.textContent = isAll ? '' : `${first + 1}–${end} of ${rows.length}`
    setDisabled([this.previous], first === 0)
    setDisabled([this.next], end >= rows.length)
  }
}
