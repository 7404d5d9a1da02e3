import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

import { type JsonRecord } from '../../record.js'
import { textAt } from '../../record-members.js'
import type { ServerClient } from '../api/tools.js'
import { DataTable } from '../parts/data-table.js'
import { Shown } from '../parts/shown.js'
import { TypeChoice } from '../parts/type-choice.js'
import { useAnswer } from '../parts/use-answer.js'
import {
  readLastOfAny,
  readWorklist,
  silenceColumns,
  silentDays,
  worklistColumns,
} from '../parts/worklist.js'
import { mostPatients } from './patient.js'

interface Props {
  readonly own: ServerClient
  readonly study: number
  readonly types: readonly JsonRecord[]
}

/** Days without data, by their words. */
const lengths = [
  [0, 'Everybody'],
  [7, 'Silent for a week'],
] as const

const nameOf = (type: JsonRecord): string => textAt(type, 'code')

const idsOf = (rows: readonly JsonRecord[]): string =>
  rows
    .slice(0, mostPatients)
    .map((row) => String(row['patient_id']))
    .join(',')

const isSilent = (patient: JsonRecord, days: number, now: Date): boolean =>
  (silentDays(patient, now) ?? Infinity) >= days

/** Who of a study has sent nothing for so many days. */
export function SilentList({ own, study, types }: Props): VNode {
  const [type, setType] = useState('')
  const [days, setDays] = useState(0)
  const now = new Date()
  const list = useAnswer(
    async (signal) => {
      const asked = own.until(signal)
      return type === ''
        ? await readLastOfAny(asked, study, types.map(nameOf))
        : await readWorklist(asked, study, type)
    },
    [study, type],
  )
  const columns = type === '' ? silenceColumns(study, now) : worklistColumns(study, now)
  return (
    <>
      <p class="choices">
        <TypeChoice types={types} chosen={type} choose={setType} any="any" />
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
        {lengths.map(([length, words]) => (
          <button
            type="button"
            aria-pressed={days === length}
            onClick={() => {
              setDays(length)
            }}
            key={words}
          >
            {words}
          </button>
        ))}
      </p>
      <Shown answer={list}>
        {({ patients, notices }) => {
          const rows = patients.filter((patient) => isSilent(patient, days, now))
          return (
            <>
              <p aria-live="polite">
                {rows.length} of {patients.length} participants
              </p>
              <DataTable
                caption="Participants, the longest silent first"
                columns={columns}
                rows={rows}
                empty="Nobody has been silent for that long."
              />
              {rows.length > 1 && days > 0 ? (
                <p class="choices">
                  <a href={`#/studies/${study}/patients/${idsOf(rows)}`}>
                    {rows.length > mostPatients
                      ? `Open the first ${mostPatients} of them to print`
                      : `Open all ${rows.length} of them to print`}
                  </a>
                </p>
              ) : null}
              <p class="note">
                {type === ''
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
    </>
  )
}
