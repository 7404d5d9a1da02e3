import type { VNode } from 'preact'

import { type JsonRecord } from '../../../record.js'
import type { ServerClient } from '../../api/tools.js'
import { DataTable } from '../../parts/data-table.js'
import { Shown } from '../../parts/shown.js'
import { useAnswer } from '../../parts/use-answer.js'
import {
  isSilent,
  readLastOfAny,
  readSilent,
  readWorklist,
  silenceColumns,
  worklistColumns,
} from '../../parts/worklist.js'
import { mostPatients } from '../patient/windows.js'

interface Props {
  readonly own: ServerClient
  readonly study: number
  /** One, or any of several. */
  readonly types: readonly string[]
  readonly days: number
}

const printLink = (study: number, rows: readonly JsonRecord[]) => {
  const some = rows.slice(0, mostPatients)
  const these = some.length < rows.length ? 'the first' : 'these'
  const who = rows.length === 1 ? 'this participant' : `${these} ${some.length} participants`
  const ids = some.map((row) => String(row['patient_id'])).join(',')
  return (
    <p class="choices">
      <a href={`#/studies/${study}/patients/${ids}`}>See and print the last month of {who}</a>
    </p>
  )
}

/** What is to be done where the list would hold more people than one person may read at once. */
const HowToGoOn = ({ isOfAny }: { readonly isOfAny: boolean }) => (
  <p class="next">
    Nothing of the list is shown, since a part of it would look like all of it.{' '}
    {isOfAny
      ? 'Choose one data type above, and “Silent for a week”: then only who has been silent for so long is read.'
      : 'Ask for more days above: then fewer people are read.'}
  </p>
)

/** The participants who have been silent for so long, or why they are not shown. */
export function SilentTable({ own, study, types, days }: Props): VNode {
  const now = new Date()
  const [type = ''] = types
  const isOfAny = types.length > 1
  // of one type the longest silent can be read alone; of several the last of any is to be known
  const reads = isOfAny || days === 0 ? 'all' : days
  const list = useAnswer(
    async (signal) => {
      const asked = own.until(signal)
      if (isOfAny) return await readLastOfAny(asked, study, types)
      return reads === 'all'
        ? await readWorklist(asked, study, type)
        : await readSilent(asked, study, { type, days: reads, now })
    },
    [study, types.join(), reads],
  )
  if (list.error?.code === 'BRAKED')
    return (
      <>
        <Shown answer={{ ...list, value: undefined }}>{() => null}</Shown>
        <HowToGoOn isOfAny={isOfAny} />
      </>
    )
  return (
    <Shown answer={list}>
      {({ patients, total, notices }) => {
        const rows = patients.filter((patient) => isSilent(patient, days, now))
        return (
          <>
            <p aria-live="polite">
              {rows.length} of {total ?? 'all'} participants
            </p>
            <DataTable
              caption="Participants, the longest silent first"
              columns={isOfAny ? silenceColumns(study, now) : worklistColumns(study, now)}
              rows={rows}
              empty="Nobody has been silent for that long."
            />
            {rows.length > 0 && days > 0 ? printLink(study, rows) : null}
            <p class="note">
              {isOfAny
                ? 'Participants who have agreed to none of these data types are not in the list. '
                : 'Participants who have not agreed to this data type are not in the list. '}
            </p>
            {notices.length === 0 ? null : (
              <details>
                <summary>About these numbers</summary>
                {notices.map((notice) => (
                  <p class="note" key={notice}>
                    {notice}
                  </p>
                ))}
              </details>
            )}
          </>
        )
      }}
    </Shown>
  )
}
