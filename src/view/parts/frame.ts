import { button, el, foreign } from '../dom.js'
import type { Host } from '../host.js'

/** What every view says in words about an answer. */
export interface FrameWords {
  readonly title: string
  readonly subtitle: string
  /** Types that are not shared, with the reason. */
  readonly withheld: readonly string[]
  /** Rows that were withdrawn, and the notices of the answer. */
  readonly notes: readonly string[]
}

const paragraphs = (texts: readonly string[], attrs: Readonly<Record<string, string>> = {}) =>
  texts.map((text) => el('p', attrs, foreign(text)))

/**
 * What all views have around their content: title, messages, what is withheld, notes. Until
 * there is an answer it says that it loads, or what went wrong.
 */
export class Frame {
  readonly element: HTMLElement
  /** Stands before the title, also while there is nothing else. */
  readonly before = el('span')
  private readonly loading = el('p', { class: 'loading' }, 'Loading …')
  private readonly heading: HTMLElement
  private readonly subtitle = el('p', { class: 'muted' })
  private readonly message = el('div', { class: 'message', role: 'status' })
  private readonly spoken = el('p', { class: 'spoken', role: 'status' })
  private readonly content: HTMLElement
  private readonly withheld = el('div')
  private readonly notes = el('div', { class: 'notes' })
  private readonly beneath: HTMLElement
  private readonly title: Host['title']
  private isFilled = false

  /**
   * @param content what a view shows, with its buttons
   * @param beneath what may be long: tables
   * @param title as the host has it
   */
  constructor(
    content: readonly HTMLElement[],
    beneath: readonly HTMLElement[],
    title: Host['title'],
  ) {
    this.title = title
    this.heading = el(title, { hidden: '' })
    this.content = el('div', {}, ...content)
    this.beneath = el('div', {}, ...beneath)
    const top = el('div', { class: 'top' }, this.before, this.heading)
    this.element = el(title === 'h1' ? 'main' : 'section', {}, top, this.loading)
  }

  /** Says what the answer is; what was said of an error is over. */
  fill(words: FrameWords): void {
    this.isFilled = true
    this.message.replaceChildren()
    this.reword(words)
    this.spoken.replaceChildren(foreign(`${words.title}. ${words.subtitle}`))
  }

  /** The same words, e.g. with dates in another order. */
  reword({ title, subtitle, withheld, notes }: FrameWords): void {
    this.mount()
    this.heading.replaceChildren(foreign(title))
    this.subtitle.replaceChildren(foreign(subtitle))
    this.withheld.replaceChildren(...paragraphs(withheld, { class: 'withheld' }))
    this.notes.replaceChildren(...paragraphs(notes))
  }

  /** Text instead of an answer, or above the old one. @param retry asks again */
  say(heading: string, text: string, retry: (() => void) | undefined): void {
    this.mount()
    this.message.replaceChildren(
      ...(heading === '' ? [] : [el(this.isFilled ? 'h2' : this.title, {}, heading)]),
      ...(text === '' ? [] : [el('pre', {}, foreign(text))]),
      ...(retry === undefined ? [] : [button('Ask again', '', retry)]),
    )
  }

  setBusy(isBusy: boolean): void {
    this.element.setAttribute('aria-busy', String(isBusy))
  }

  /** What is drawn low is told apart by a class, until it is set again. */
  setCompact(isCompact: boolean): void {
    this.element.classList.toggle('compact', isCompact)
  }

  /** Pixels by which the page is higher than it may be, without what is beneath. */
  over(height: number): number {
    const { height: own } = this.element.getBoundingClientRect()
    return Math.ceil(own) - this.beneath.offsetHeight - height
  }

  private mount(): void {
    for (const part of [this.heading, this.content, this.beneath]) part.hidden = !this.isFilled
    if (this.loading.parentNode === null) return
    this.loading.replaceWith(
      ...[this.subtitle, this.message, this.spoken, this.content],
      ...[this.withheld, this.notes, this.beneath],
    )
  }
}
