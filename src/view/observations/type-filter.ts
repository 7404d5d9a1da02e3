import { typeInWords } from '../../picture/sheet-words.js'
import { el } from '../dom.js'
import { setDisabled } from '../parts/toolbar.js'

/** A choice among the data types that have been seen so far. */
export class TypeFilter {
  readonly element = el('select', { 'aria-label': 'Type' })
  private readonly types = new Set<string>()
  private chosen = ''
  private isBusy = false

  /** @param onType asks for a type; empty for all */
  constructor(onType: (dataType: string) => void) {
    this.element.addEventListener('change', () => {
      const { value } = this.element
      // until there is an answer, what is shown stays chosen
      this.element.value = this.chosen
      if (!this.isBusy && value !== this.chosen) onType(value)
    })
  }

  /**
   * @param chosen what was asked for, as a code or a short name; empty for all
   * @param found types of the rows of the answer
   */
  take(chosen: string, found: readonly string[]): void {
    for (const type of found) if (type !== '') this.types.add(type)
    const [only] = found
    this.chosen = chosen !== '' && found.length === 1 && only !== undefined ? only : chosen
    if (this.chosen !== '') this.types.add(this.chosen)
    this.fill()
  }

  update(canAsk: boolean, isBusy: boolean): void {
    this.isBusy = isBusy
    this.element.hidden = !canAsk || this.types.size + Number(this.chosen !== '') < 2
    setDisabled([this.element], isBusy)
  }

  private fill(): void {
    const types = [...this.types].sort()
    const isTwice = (type: string): boolean =>
      types.some((other) => other !== type && typeInWords(other) === typeInWords(type))
    const option = (type: string, label: string): HTMLElement =>
      el('option', { value: type }, label)
    this.element.replaceChildren(
      option('', 'All types'),
      ...types.map((type) => option(type, isTwice(type) ? type : typeInWords(type))),
    )
    this.element.value = this.chosen
  }
}
