import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

import { numberAt, objectsAt, textAt, textsAt } from '../../../record-members.js'
import type { ServerClient } from '../../api/tools.js'
import { DataTable, type Column } from '../../parts/data-table.js'
import { Shown } from '../../parts/shown.js'
import { useAnswer } from '../../parts/use-answer.js'
import { isOfReadings, shownDay, shownNumber, typeInWords } from '../../words.js'
import {
  coverageOf,
  readParticipants,
  readQuality,
  type Participant,
  type QualityRow,
} from './quality-rows.js'

/** Participants whose readings are summarized at once. */
const perPage = 10

const recent = ({ listed }: QualityRow): string =>
  listed === undefined ? 'no consent' : shownNumber(numberAt(listed, 'days'), 0)

const last = ({ listed }: QualityRow): string => {
  const seen = textAt(listed ?? {}, 'last_seen')
  return listed === undefined ? '–' : seen === '' ? 'never any' : shownDay(seen)
}

const covered = (row: QualityRow): string => {
  const found = coverageOf(row)
  return found === undefined ? '–' : `${shownNumber(found.days, 0)} of ${shownNumber(found.all, 0)}`
}

/** Counts that an answer leaves out where they are 0. */
const countOf = ({ summary }: QualityRow, name: string): string =>
  summary === undefined ? '–' : shownNumber(numberAt(summary, name) ?? 0, 0)

const counts = [
  ['Without a time', 'unknown_time'],
  ['In the future', 'future_time'],
  ['Retracted', 'retracted'],
] as const

const columnsFor = (study: number): readonly Column<QualityRow>[] => [
  {
    title: 'Participant',
    cell: ({ patient }) => <a href={`#/studies/${study}/patients/${patient}`}>{patient}</a>,
  },
  { title: 'Data type', cell: ({ type }) => typeInWords(type) },
  { title: 'Days with data in the last 30', cell: recent, isNumber: true },
  { title: 'Last reading', cell: last },
  { title: 'Days with data in all', cell: covered, isNumber: true },
  {
    title: 'Longest gap in days',
    cell: (row) => shownNumber(coverageOf(row)?.longestGap, 0),
    isNumber: true,
  },
  {
    title: 'Sources',
    cell: ({ summary }) => <bdi>{textsAt(summary ?? {}, 'sources').join(', ') || '–'}</bdi>,
  },
  ...counts.map(([title, name]) => ({
    title,
    cell: (row: QualityRow) => countOf(row, name),
    isNumber: true,
  })),
]

interface PageProps {
  readonly own: ServerClient
  readonly study: number
  readonly types: readonly string[]
  readonly participants: readonly Participant[]
}

/** The participants, a few at a time: each summary is read from the data of one of them. */
function Pages({ own, study, types, participants }: PageProps) {
  const [from, setFrom] = useState(0)
  const to = Math.min(from + perPage, participants.length)
  const rows = useAnswer(
    async (signal) =>
      await readQuality(own.until(signal), { study, types }, participants.slice(from, to)),
    [from],
  )
  if (participants.length === 0) return <p>Nobody of this study has agreed to anything yet.</p>
  return (
    <>
      <Shown answer={rows}>
        {(found) => (
          <DataTable
            caption={`Participants ${from + 1} to ${to} of ${participants.length}; fewest days of data first`}
            columns={columnsFor(study)}
            rows={found}
            empty="This study asks for no readings."
          />
        )}
      </Shown>
      <p class="buttons">
        <button
          type="button"
          disabled={from === 0}
          onClick={() => {
            setFrom(from - perPage)
          }}
        >
          Back
        </button>
        <button
          type="button"
          disabled={to === participants.length}
          onClick={() => {
            setFrom(to)
          }}
        >
          More
        </button>
      </p>
    </>
  )
}

/** Data quality of one study. */
export function StudyQuality({
  own,
  study,
}: {
  readonly own: ServerClient
  readonly study: number
}): VNode {
  const found = useAnswer(
    async (signal) => {
      const asked = own.until(signal)
      const { value } = await asked.call('get_study_metadata', { study_id: study })
      const types = objectsAt(value, 'data_types')
        .map((type) => textAt(type, 'code'))
        .filter(isOfReadings)
      // a list of participants is for those who work on the study
      const isStaff = typeof value['role'] === 'string'
      const participants = isStaff ? await readParticipants(asked, study, types) : undefined
      return { types, participants }
    },
    [study],
  )
  return (
    <Shown answer={found}>
      {({ types, participants }) =>
        participants === undefined ? (
          <p>
            Lists of participants are for those who work on the study. Your own data are{' '}
            <a href={`#/studies/${study}`}>on the page of the study</a>.
          </p>
        ) : (
          <Pages own={own} study={study} types={types} participants={participants} />
        )
      }
    </Shown>
  )
}
