import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

import { type JsonRecord } from '../../record.js'
import { numberAt, objectsAt, textAt } from '../../record-members.js'
import type { ServerClient } from '../api/tools.js'
import { DataTable } from '../parts/data-table.js'
import { Shown } from '../parts/shown.js'
import { useAnswer } from '../parts/use-answer.js'
import { shownNumber } from '../words.js'

interface Props {
  readonly own: ServerClient
  readonly study: number
}

const nameOf = (patient: JsonRecord): string =>
  `${textAt(patient, 'given_name')} ${textAt(patient, 'family_name')}`.trim()

/** The participants of a study page by page; nobody is named before the list is opened. */
export function PeopleTable({ own, study }: Props): VNode {
  const [isOpen, setIsOpen] = useState(false)
  return isOpen ? (
    <OpenTable own={own} study={study} />
  ) : (
    <p>
      <button
        type="button"
        onClick={() => {
          setIsOpen(true)
        }}
      >
        Show participants with their names
      </button>
    </p>
  )
}

function OpenTable({ own, study }: Props) {
  const [cursors, setCursors] = useState<readonly string[]>([])
  const cursor = cursors.at(-1)
  const people = useAnswer(
    async (signal) => {
      const args = { study_id: study, limit: 25, ...(cursor === undefined ? {} : { cursor }) }
      return (await own.until(signal).call('get_patient_demographics', args)).value
    },
    [study, cursor],
  )
  return (
    <Shown answer={people}>
      {(value) => (
        <>
          <DataTable
            caption={`Participants, ${shownNumber(numberAt(value, 'total'), 0)} in all`}
            columns={[
              {
                title: 'Id',
                cell: (patient: JsonRecord) => {
                  const id = String(patient['id'])
                  return <a href={`#/studies/${study}/patients/${id}`}>{id}</a>
                },
              },
              { title: 'Name', cell: (patient: JsonRecord) => <bdi>{nameOf(patient)}</bdi> },
              {
                title: 'Age',
                cell: (patient: JsonRecord) => shownNumber(numberAt(patient, 'age'), 0),
                isNumber: true,
              },
            ]}
            rows={objectsAt(value, 'patients')}
            empty="Nobody takes part yet."
          />
          <p class="buttons">
            <button
              type="button"
              disabled={cursors.length === 0}
              onClick={() => {
                setCursors(cursors.slice(0, -1))
              }}
            >
              Back
            </button>
            <button
              type="button"
              disabled={textAt(value, 'next_cursor') === ''}
              onClick={() => {
                setCursors([...cursors, textAt(value, 'next_cursor')])
              }}
            >
              More
            </button>
          </p>
        </>
      )}
    </Shown>
  )
}
