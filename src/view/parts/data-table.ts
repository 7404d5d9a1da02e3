import { button, el, foreign } from '../dom.js'

/** A table as it is read: the first cell of each row is its heading. */
export interface TableWords {
  readonly caption: string
  readonly heads: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Of the columns, as style sheets write them; the browser's choice without. */
  readonly widths?: readonly string[]
}

/** Columns of these widths; an empty one takes what the others leave. */
export const columnsOf = (widths: readonly string[]): HTMLElement =>
  el(
    'colgroup',
    {},
    ...widths.map((width) => {
      const column = el('col')
      column.style.width = width
      return column
    }),
  )

const row = ([first = '', ...rest]: readonly string[]): HTMLElement =>
  el(
    'tr',
    {},
    el('th', { scope: 'row' }, foreign(first)),
    ...rest.map((cell) => el('td', {}, foreign(cell))),
  )

/** A table whose cells are texts, whatever they hold. */
const dataTable = ({ caption, heads, rows, widths }: TableWords): HTMLTableElement =>
  el(
    'table',
    widths === undefined ? {} : { class: 'fixed' },
    el('caption', {}, foreign(caption)),
    ...(widths === undefined ? [] : [columnsOf(widths)]),
    el(
      'thead',
      {},
      el('tr', {}, ...heads.map((head) => el('th', { scope: 'col' }, foreign(head)))),
    ),
    el('tbody', {}, ...rows.map(row)),
  )

/** A table that a button opens: the whole answer for who does not see the picture. */
export class OpenedTable {
  readonly element = el('div', { class: 'table' })
  readonly button: HTMLButtonElement
  private readonly make: () => TableWords | undefined
  private isOpen = false

  /** @param make called only while the table is open; undefined where there is no answer */
  constructor(make: () => TableWords | undefined) {
    this.make = make
    this.button = button('Table', '', () => {
      this.setOpen(!this.isOpen)
    })
    this.refill()
  }

  /** Opens or closes it. */
  setOpen(isOpen: boolean): void {
    this.isOpen = isOpen
    this.refill()
  }

  /** Shows another answer. */
  refill(): void {
    this.button.setAttribute('aria-expanded', String(this.isOpen))
    const words = this.isOpen ? this.make() : undefined
    this.element.replaceChildren(...(words === undefined ? [] : [dataTable(words)]))
  }
}
