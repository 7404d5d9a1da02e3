import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

import { textAt, type Json } from '../api/json.js'
import type { ServerClient } from '../api/tools.js'
import { DataTable } from '../parts/data-table.js'
import { Shown } from '../parts/shown.js'
import { TypeChoice } from '../parts/type-choice.js'
import { useAnswer } from '../parts/use-answer.js'
import { readWorklist, silentDays, worklistColumns } from '../parts/worklist.js'
import { typeName } from '../words.js'

interface Props {
  readonly own: ServerClient
  readonly study: number
  readonly types: readonly Json[]
}

const isSilent = (patient: Json, days: number, now: Date): boolean =>
  (silentDays(patient, now) ?? Infinity) >= days

/** Who of a study has sent nothing for so many days. */
export function SilentList({ own, study, types }: Props): VNode {
  const [type, setType] = useState(typeName(textAt(types[0] ?? {}, 'code')))
  const [days, setDays] = useState(0)
  const now = new Date()
  const patients = useAnswer(async () => await readWorklist(own, study, type), [study, type])
  return (
    <>
      <p class="choices">
        <TypeChoice types={types} chosen={type} choose={setType} />
        <label>
          Nothing for at least{' '}
          <input
            type="number"
            min={0}
            max={3650}
            value={days}
            onInput={(event) => {
              setDays(Number(event.currentTarget.value))
            }}
          />{' '}
          days
        </label>
        <button
          type="button"
          onClick={() => {
            setDays(7)
          }}
        >
          Silent for a week
        </button>
      </p>
      <Shown answer={patients}>
        {(all) => {
          const rows = all.filter((patient) => isSilent(patient, days, now))
          return (
            <>
              <p aria-live="polite">
                {rows.length} of {all.length} participants
              </p>
              <DataTable
                caption="Participants, the longest silent first"
                columns={worklistColumns(study, now)}
                rows={rows}
                empty="Nobody has been silent for that long."
              />
              <p class="note">
                Participants who have not agreed to this data type are not in the list.
              </p>
            </>
          )
        }}
      </Shown>
    </>
  )
}
