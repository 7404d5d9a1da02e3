import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

import { type JsonRecord } from '../../record.js'
import { numberAt, objectAt, objectsAt, textAt, textsAt } from '../../record-members.js'
import type { Slot } from '../../picture/answer/trend-answer.js'
import { trendPicture, type TrendPicture } from '../../picture/trend-picture.js'
import { dateOrderOf, slotTitle } from '../../picture/words/dates.js'
import { panelValue, slotsOf } from '../../view/trend/reader.js'
import type { ServerClient } from '../api/tools.js'
import type { PageProps } from '../page-props.js'
import { DataTable, type Column } from '../parts/data-table.js'
import { Drawing } from '../parts/drawing.js'
import { Shown } from '../parts/shown.js'
import { useAnswer } from '../parts/use-answer.js'
import { shownDay, shownNumber, typeInWords } from '../words.js'

/** Participants on one page. */
export const mostPatients = 30

const windows = [
  ['30', 'Last month', 'day'],
  ['90', 'Last three months', 'week'],
  ['365', 'Last year', 'month'],
] as const

/** The day so many days before today, as tools take it. */
const startOf = (days: number): string =>
  new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

interface TrendProps {
  readonly own: ServerClient
  readonly patient: number
  readonly study: number
  readonly type: string
  readonly days: number
  readonly bucket: string
}

/** Every number of a picture, as the views of hosts put them into words. */
function Numbers({ picture }: { readonly picture: TrendPicture }) {
  const { panels, title, subtitle, words } = picture
  return (
    <DataTable
      caption={`${title}: ${subtitle}`}
      columns={[
        { title: 'When', cell: (slot: Slot) => slotTitle(slot, words) },
        ...panels.map((panel) => ({
          title: panel.title === '' ? 'Values' : panel.title,
          cell: (slot: Slot) => <bdi>{panelValue({ ...panel, title: '' }, slot) ?? '–'}</bdi>,
        })),
      ]}
      rows={slotsOf(picture)}
      empty="No readings in this time."
    />
  )
}

/** The trend of one type, and every number of it in a table. */
function Trend({ own, patient, study, type, days, bucket }: TrendProps) {
  const args = {
    patient_id: patient,
    study_id: study,
    data_type: type,
    bucket,
    start: startOf(days),
  }
  // an answer is drawn with what it was asked with: it stays until the next one is there
  const trend = useAnswer(
    async (signal) => {
      const { value } = await own.until(signal).call('get_observation_trend', args)
      return { args, value }
    },
    [patient, study, type, days, bucket],
  )
  return (
    <section class="trend">
      <Shown answer={trend}>
        {({ args: asked, value }) => (
          <>
            <Drawing args={asked} answer={value} />
            <details>
              <summary>{typeInWords(asked.data_type)} in numbers</summary>
              <Numbers picture={trendPicture(asked, value, dateOrderOf(navigator.language))} />
            </details>
          </>
        )}
      </Shown>
    </section>
  )
}

const withheldLine = (value: JsonRecord): string =>
  objectsAt(value, 'withheld')
    .map((entry) => `${typeInWords(textAt(entry, 'data_type'))} (${textAt(entry, 'reason')})`)
    .join(', ')

/** All tables open, so that the paper holds every number. */
const printAll = (): void => {
  for (const details of document.querySelectorAll('details')) details.open = true
  print()
}

interface ParticipantProps {
  readonly own: ServerClient
  readonly study: number
  readonly patient: number
  readonly chosen: (typeof windows)[number]
}

const columns: readonly Column<JsonRecord>[] = [
  { title: 'Data type', cell: (type) => typeInWords(textAt(type, 'data_type')) },
  { title: 'Readings', cell: (type) => shownNumber(numberAt(type, 'count'), 0), isNumber: true },
  { title: 'First', cell: (type) => shownDay(textAt(type, 'first')) },
  { title: 'Last', cell: (type) => shownDay(textAt(type, 'last')) },
  {
    title: 'Longest gap in days',
    cell: (type) => shownNumber(numberAt(objectAt(type, 'coverage'), 'longest_gap_days'), 0),
    isNumber: true,
  },
  { title: 'From', cell: (type) => <bdi>{textsAt(type, 'sources').join(', ')}</bdi> },
]

/** What there is of a participant, and a small trend of each type, all over the same time. */
function Participant({ own, study, patient, chosen: [days, , bucket] }: ParticipantProps) {
  const summary = useAnswer(
    async (signal) => {
      const args = { patient_id: patient, study_id: study }
      return (await own.until(signal).call('summarize_observations', args)).value
    },
    [patient, study],
  )
  return (
    <Shown answer={summary}>
      {(value) => (
        <>
          {withheldLine(value) === '' ? null : (
            <p class="withheld">Withheld: {withheldLine(value)}</p>
          )}
          <DataTable
            caption={`All data of participant ${patient} in this study`}
            columns={columns}
            rows={objectsAt(value, 'types')}
            empty="There are no readings of this participant that you may see."
          />
          {objectsAt(value, 'types').map((type) => (
            <Trend
              own={own}
              patient={patient}
              study={study}
              type={textAt(type, 'data_type')}
              days={Number(days)}
              bucket={bucket}
              key={textAt(type, 'data_type')}
            />
          ))}
          <p class="note">{textAt(value, 'notice')}</p>
        </>
      )}
    </Shown>
  )
}

/** One participant, or several one after the other, each on paper of their own. */
export function PatientPage({ own, path }: PageProps): VNode {
  const study = Number(path[0])
  const patients = (path[2] ?? '').split(',').map(Number).slice(0, mostPatients)
  const [chosen, choose] = useState<(typeof windows)[number]>(windows[0])
  const isOne = patients.length === 1
  return (
    <>
      <h1>{isOne ? `Participant ${patients.join()}` : `${patients.length} participants`}</h1>
      <p class="choices">
        <a href={`#/studies/${study}`}>Back to the study</a>
        {windows.map((one) => (
          <button
            type="button"
            aria-pressed={one === chosen}
            onClick={() => {
              choose(one)
            }}
            key={one[0]}
          >
            {one[1]}
          </button>
        ))}
        <button type="button" onClick={printAll}>
          Print
        </button>
      </p>
      {patients.map((patient) => (
        <section class="participant" key={patient}>
          {isOne ? null : <h2>Participant {patient}</h2>}
          <Participant own={own} study={study} patient={patient} chosen={chosen} />
        </section>
      ))}
    </>
  )
}
