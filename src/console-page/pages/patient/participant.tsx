import type { VNode } from 'preact'

import { type JsonRecord } from '../../../record.js'
import { numberAt, objectAt, objectsAt, textAt, textsAt } from '../../../record-members.js'
import type { ServerClient } from '../../api/tools.js'
import { DataTable, type Column } from '../../parts/data-table.js'
import { Shown } from '../../parts/shown.js'
import { useAnswer } from '../../parts/use-answer.js'
import { View } from '../../views/view.js'
import { shownDay, shownNumber, typeInWords } from '../../words.js'
import { PatientTrend } from './patient-trend.js'
import { SingleReadings } from './single-readings.js'
import type { Window } from './windows.js'

const withheldLine = (value: JsonRecord): string =>
  objectsAt(value, 'withheld')
    .map((entry) => `${typeInWords(textAt(entry, 'data_type'))} (${textAt(entry, 'reason')})`)
    .join(', ')

interface ParticipantProps {
  readonly own: ServerClient
  readonly study: number
  readonly patient: number
  readonly chosen: Window
  /** Whether nobody else is on the page: then all that can be asked is there. */
  readonly isAlone: boolean
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

/** All data in few lines, for one of several participants. */
const Overview = ({ patient, value }: { readonly patient: number; readonly value: JsonRecord }) => (
  <DataTable
    caption={`All data of participant ${patient} in this study`}
    columns={columns}
    rows={objectsAt(value, 'types')}
    empty="There are no readings of this participant that you may see."
  />
)

interface InAllProps extends Pick<ParticipantProps, 'own' | 'study' | 'patient'> {
  readonly args: JsonRecord
  readonly value: JsonRecord
}

/** All data of the one participant of the page, and each reading by itself. */
const InAll = ({ own, study, patient, args, value }: InAllProps) => (
  <>
    <h2>All data in this study</h2>
    <View server={own} tool="summarize_observations" args={args} answer={value} />
    <SingleReadings own={own} study={study} patient={patient} />
  </>
)

/** What there is of a participant, and a small trend of each type, all over the same time. */
export function Participant(props: ParticipantProps): VNode {
  const { own, study, patient, isAlone } = props
  const [days, , bucket] = props.chosen
  const summary = useAnswer(
    async (signal) => {
      const args = { patient_id: patient, study_id: study }
      const { value } = await own.until(signal).call('summarize_observations', args)
      return { args, value }
    },
    [patient, study],
  )
  return (
    <Shown answer={summary}>
      {({ args, value }) => (
        <>
          {withheldLine(value) === '' ? null : (
            <p class="withheld">Withheld: {withheldLine(value)}</p>
          )}
          {isAlone ? null : <Overview patient={patient} value={value} />}
          {objectsAt(value, 'types').map((type) => (
            <PatientTrend
              own={own}
              patient={patient}
              study={study}
              type={textAt(type, 'data_type')}
              days={Number(days)}
              bucket={bucket}
              key={textAt(type, 'data_type')}
            />
          ))}
          {isAlone ? (
            <InAll own={own} study={study} patient={patient} args={args} value={value} />
          ) : (
            <p class="note">{textAt(value, 'notice')}</p>
          )}
        </>
      )}
    </Shown>
  )
}
