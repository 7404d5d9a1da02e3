import type { VNode } from 'preact'
import { type JsonRecord } from '../../record.js'
import { numberAt, textAt } from '../../record-members.js'
import { DataTable } from '../parts/data-table.js'
import { shownNumber } from '../words.js'

const answers = [
  ['patients_consented', 'agreed'],
  ['patients_pending', 'not answered'],
  ['patients_declined', 'declined'],
] as const

/** One bar of three parts; the numbers stand beside it, so that no part is told by its colour alone. */
const Bar = ({ type }: { readonly type: JsonRecord }) => {
  // a patient is not told how many others there are
  if (answers.some(([name]) => numberAt(type, name) === undefined)) return '–'
  const parts = answers.map(([name, word]) => ({ word, count: numberAt(type, name) ?? 0 }))
  const all = parts.reduce((sum, { count }) => sum + count, 0)
  let from = 0
  return (
    <svg
      class="consent"
      viewBox="0 0 300 16"
      role="img"
      aria-label={parts.map(({ word, count }) => `${count} ${word}`).join(', ')}
    >
      {parts.map(({ word, count }) => {
        const width = all === 0 ? 0 : (300 * count) / all
        const x = from
        from += width
        return (
          <rect class={word.replace(' ', '-')} x={x} y={1} width={width} height={14} key={word} />
        )
      })}
    </svg>
  )
}

/** Consent of a study by type: agreed, not answered, declined. */
export const ConsentBars = ({
  study,
  types,
}: {
  readonly study: string
  readonly types: readonly JsonRecord[]
}): VNode => (
  <DataTable
    caption={`${study}: how many participants agreed, by data type`}
    columns={[
      { title: 'Data type', cell: (type) => textAt(type, 'name') },
      { title: 'Consent', cell: (type) => <Bar type={type} /> },
      ...answers.map(([name, title]) => ({
        title,
        cell: (type: JsonRecord) => shownNumber(numberAt(type, name), 0),
        isNumber: true,
      })),
    ]}
    rows={types}
    empty="This study asks for no data."
  />
)
