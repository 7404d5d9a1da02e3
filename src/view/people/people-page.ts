import type { Fields } from '../../picture/answer/fields.js'
import { rowsCsv } from '../../picture/csv/rows-csv.js'
import { el } from '../dom.js'
import type { Host } from '../host.js'
import type { ViewPage } from '../open-view.js'
import { Frame } from '../parts/frame.js'
import { Pager } from '../parts/pager.js'
import { Pages } from '../parts/pages.js'
import { fileNameOf, SaveButtons, type SavedFiles } from '../parts/save.js'
import { fullScreenButton, toolbarOf } from '../parts/toolbar.js'
import { ToolCalls } from '../tool-calls.js'
import { peopleTable } from './people-table.js'
import { choiceWords, chosenLookedAt, listLookedAt, peopleWords } from './people-words.js'
import { hasPeople, readPeople, type PeopleAnswer, type Person } from './person.js'

/** What is shown at the moment, and how it was asked for. */
interface Shown {
  readonly args: Fields
  readonly answer: PeopleAnswer
}

/** The address of a page about somebody of an answer; undefined where there is none. */
export type LinkOf = (person: Person, args: Fields) => string | undefined

/** Pixels; narrower than this a table has two columns. */
const roomForColumns = 560

/** The page of patients: a table with ids first, of which one can be chosen for the model to go on with. */
export class PeoplePage implements ViewPage {
  readonly element: HTMLElement
  readonly calls: ToolCalls
  private readonly host: Host
  private readonly frame: Frame
  private readonly isSearch: boolean
  private readonly linkOf: LinkOf | undefined
  private readonly table = el('div', { class: 'table' })
  private readonly choice = el('p', { role: 'status' })
  private readonly pages: Pages
  private readonly pager: Pager
  private readonly fullScreen: HTMLButtonElement
  private readonly saves: SaveButtons
  private shown: Shown | undefined
  private chosen = ''
  private isBusy = false

  /**
   * @param toolName `get_patient_demographics` or `search_patients`
   * @param linkOf where somebody can be looked at; then nobody is chosen
   */
  constructor(host: Host, toolName: string, linkOf?: LinkOf) {
    this.host = host
    this.isSearch = toolName === 'search_patients'
    this.linkOf = linkOf
    this.fullScreen = fullScreenButton(host)
    this.pages = new Pages((args) => {
      void this.calls.ask(args)
    })
    this.pages.label('Back', 'More')
    this.pager = new Pager(() => {
      this.redraw()
    })
    this.saves = new SaveButtons(host)
    const { pager, pages, saves, fullScreen } = this
    const paging = [pager.element, pages.back, pages.next]
    const toolbar = toolbarOf(...paging, ...saves.elements, fullScreen)
    this.frame = new Frame([this.table, this.choice, toolbar], [], host.title)
    this.element = this.frame.element
    const tool = { name: toolName, hasData: hasPeople }
    this.calls = new ToolCalls(host, tool, {
      draw: (args, answer) => {
        this.draw(args, answer)
      },
      say: (heading, text, retry) => {
        this.frame.say(heading, text, retry)
      },
      setBusy: (isBusy) => {
        this.isBusy = isBusy
        this.frame.setBusy(isBusy)
        this.updateToolbar()
      },
    })
  }

  redraw(): void {
    if (this.shown === undefined) return
    this.frame.reword(this.words(this.shown))
    this.updateToolbar()
    this.fillTable(this.shown)
  }

  private draw(args: Fields, answer: Fields): void {
    this.shown = { args, answer: readPeople(answer) }
    this.pages.take(args, answer)
    this.pager.reset()
    this.frame.fill(this.words(this.shown))
    this.redraw()
    if (this.chosen === '') this.host.looksAt(listLookedAt(args, this.isSearch))
  }

  private files({ args, answer }: Shown): SavedFiles {
    const isPart = answer.people.length < answer.total
    return {
      name: fileNameOf(this.isSearch ? 'patients-found' : 'patients', args, isPart),
      csv: () => rowsCsv(answer.rows),
    }
  }

  private words({ args, answer }: Shown) {
    return peopleWords(args, answer, this.isSearch)
  }

  private fillTable({ args, answer }: Shown): void {
    const focused = this.focusedId()
    const table = peopleTable(answer.people, {
      caption: this.words({ args, answer }).title,
      isNarrow: this.element.clientWidth < roomForColumns,
      chosen: this.chosen,
      linkOf: (person) => this.linkOf?.(person, args),
      onChoose: this.host.canTell
        ? (id) => {
            this.choose(id)
          }
        : undefined,
    })
    this.table.replaceChildren(
      answer.people.length === 0 ? el('p', { class: 'empty' }, 'Nobody') : table,
    )
    const limit = this.host.heightLimit
    this.pager.fit(
      [...table.tBodies].flatMap(({ rows }) => [...rows]),
      () => limit !== undefined && this.frame.over(limit) > 0,
    )
    if (focused !== undefined) this.buttonOf(focused)?.focus()
  }

  /** Chooses somebody, or nobody where it is who was chosen. */
  private choose(id: string): void {
    this.chosen = id === this.chosen ? '' : id
    for (const element of this.table.querySelectorAll('button')) {
      element.setAttribute('aria-pressed', String(element.dataset['id'] === this.chosen))
    }
    this.say('')
    const { chosen } = this
    this.host.looksAt(chosenLookedAt(chosen), (isTaken) => {
      if (!isTaken) this.chosen = ''
      this.say(choiceWords(chosen, isTaken))
    })
  }

  /** Says what has become of a choice; the table has as much room as that leaves. */
  private say(text: string): void {
    if (text === this.choice.textContent) return
    this.choice.textContent = text
    this.redraw()
  }

  private buttonOf(id: string): HTMLButtonElement | undefined {
    return [...this.table.querySelectorAll('button')].find(({ dataset }) => dataset['id'] === id)
  }

  /** Whose button has the focus, which stays there in a table that is drawn anew. */
  private focusedId(): string | undefined {
    const { activeElement } = document
    return activeElement instanceof HTMLElement && this.table.contains(activeElement)
      ? activeElement.dataset['id']
      : undefined
  }

  private updateToolbar(): void {
    const { shown, host, isBusy } = this
    this.fullScreen.hidden = !host.canFullScreen
    this.saves.update(shown && this.files(shown))
    this.pages.update(host.canAsk && shown !== undefined, isBusy)
  }
}
