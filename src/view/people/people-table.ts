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
  /** The address of a page about somebody, which then stands in place of the choice. */
  readonly linkOf: (person: Person) => string | undefined
}

interface Column {
  readonly head: string
  readonly parts: (person: Person) => readonly string[]
  /** Between the parts. */
  readonly separator: string
  readonly width: string
}

const columns: readonly Column[] = [
  { head: 'Name', parts: ({ name }) => name, separator: ' ', width: '20%' },
  { head: 'Born (age)', parts: ({ born }) => born, separator: ' ', width: '17%' },
  { head: 'Contact', parts: ({ contact }) => contact, separator: ', ', width: '30%' },
  { head: 'Identifiers', parts: ({ identifiers }) => identifiers, separator: ', ', width: '' },
  { head: 'Studies', parts: ({ studies }) => studies, separator: ', ', width: '' },
]

/** Each part for itself, so that none turns the order of another. */
const written = ({ parts, separator }: Column, person: Person): readonly (Node | string)[] =>
  parts(person).flatMap((part, at) => (at === 0 ? [foreign(part)] : [separator, foreign(part)]))

const idCell = (person: Person, { chosen, onChoose, linkOf }: PeopleLook): HTMLElement => {
  const { id } = person
  const href = linkOf(person)
  if (href !== undefined) return el('th', { scope: 'row' }, el('a', { href }, id))
  if (onChoose === undefined || id === '') return el('th', { scope: 'row' }, foreign(id))
  const choose = button(id, `Choose patient ${id}`, () => {
    onChoose(id)
  })
  choose.setAttribute('aria-pressed', String(id === chosen))
  choose.dataset['id'] = id
  return el('th', { scope: 'row' }, choose)
}

const cellOf = (column: Column, person: Person): HTMLElement =>
  el('td', {}, ...(column.parts(person).length === 0 ? ['–'] : written(column, person)))

/** In little room all that is known of a person stands in one cell, each on a line. */
const oneCell = (person: Person, shown: readonly Column[]): HTMLElement =>
  el(
    'td',
    {},
    ...shown
      .filter(({ parts }) => parts(person).length > 0)
      .map((column) =>
        el(
          'div',
          {},
          ...(column.head === 'Name' ? [] : [el('span', { class: 'muted' }, `${column.head}: `)]),
          ...written(column, person),
        ),
      ),
  )

/** Room for the longest id on its button. */
const idWidth = (people: readonly Person[]): string => {
  const longest = people.reduce((most, { id }) => Math.max(most, id.length), 2)
  return `${Math.min(longest, 16) + 5}ch`
}

/** Patients with their ids first; a column that says nothing of anyone is left out. */
export function peopleTable(people: readonly Person[], look: PeopleLook): HTMLTableElement {
  const shown = columns.filter(({ parts }) => people.some((person) => parts(person).length > 0))
  const heads = look.isNarrow ? ['Id', 'Patient'] : ['Id', ...shown.map(({ head }) => head)]
  const rowOf = (person: Person): HTMLElement =>
    el(
      'tr',
      {},
      idCell(person, look),
      ...(look.isNarrow ? [oneCell(person, shown)] : shown.map((column) => cellOf(column, person))),
    )
  return el(
    'table',
    { class: 'fixed' },
    el('caption', { class: 'spoken' }, look.caption),
    columnsOf([idWidth(people), ...(look.isNarrow ? [''] : shown.map(({ width }) => width))]),
    el('thead', {}, el('tr', {}, ...heads.map((head) => el('th', { scope: 'col' }, head)))),
    el('tbody', {}, ...people.map(rowOf)),
  )
}
