import { button, el, foreign } from '../dom.js'
import { columnsOf } from '../parts/data-table.js'
import type { Person } from './person.js'

/** How a table of patients is shown. */
export interface PeopleLook {
  readonly caption: string
  readonly isNarrow: boolean
  /** The id of who is chosen; empty for nobody. */
  readonly chosen: string
  /** Chooses somebody by id; undefined where nobody would be told. */
  readonly onChoose: ((id: string) => void) | undefined
}

type Column = readonly [head: string, cell: (person: Person) => string, width: string]

const columns: readonly Column[] = [
  ['Name', ({ name }) => name, '20%'],
  ['Born (age)', ({ born }) => born, '17%'],
  ['Contact', ({ contact }) => contact, '30%'],
  ['Identifiers', ({ identifiers }) => identifiers, ''],
  ['Studies', ({ studies }) => studies, ''],
]

const idCell = ({ id }: Person, { chosen, onChoose }: PeopleLook): HTMLElement => {
  if (onChoose === undefined || id === '') return el('th', { scope: 'row' }, foreign(id))
  const choose = button(id, `Choose patient ${id}`, () => {
    onChoose(id)
  })
  choose.setAttribute('aria-pressed', String(id === chosen))
  choose.dataset['id'] = id
  return el('th', { scope: 'row' }, choose)
}

/** In little room all that is known of a person stands in one cell, each on a line. */
const oneCell = (person: Person, shown: readonly Column[]): HTMLElement =>
  el(
    'td',
    {},
    ...shown.flatMap(([head, cell]) => {
      const text = cell(person)
      if (text === '') return []
      return [
        head === 'Name'
          ? el('div', {}, foreign(text))
          : el('div', {}, el('span', { class: 'muted' }, `${head}: `), foreign(text)),
      ]
    }),
  )

/** Room for the longest id on its button. */
const idWidth = (people: readonly Person[]): string => {
  const longest = people.reduce((most, { id }) => Math.max(most, id.length), 2)
  return `${Math.min(longest, 16) + 5}ch`
}

/** Patients with their ids first; a column that says nothing of anyone is left out. */
export function peopleTable(people: readonly Person[], look: PeopleLook): HTMLTableElement {
  const shown = columns.filter(([, cell]) => people.some((person) => cell(person) !== ''))
  const heads = look.isNarrow ? ['Id', 'Patient'] : ['Id', ...shown.map(([head]) => head)]
  const rowOf = (person: Person): HTMLElement =>
    el(
      'tr',
      {},
      idCell(person, look),
      ...(look.isNarrow
        ? [oneCell(person, shown)]
        : shown.map(([, cell]) => el('td', {}, foreign(cell(person) === '' ? '–' : cell(person))))),
    )
  return el(
    'table',
    { class: 'fixed' },
    el('caption', { class: 'spoken' }, look.caption),
    columnsOf([idWidth(people), ...(look.isNarrow ? [''] : shown.map(([, , width]) => width))]),
    el('thead', {}, el('tr', {}, ...heads.map((head) => el('th', { scope: 'col' }, head)))),
    el('tbody', {}, ...people.map(rowOf)),
  )
}
