import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

import { type JsonRecord } from '../../record.js'
import { numberAt, objectsAt, textAt } from '../../record-members.js'
import type { ServerClient } from '../api/tools.js'
import type { PageProps } from '../page-props.js'
import { DataTable } from '../parts/data-table.js'
import { Shown } from '../parts/shown.js'
import { useAnswer } from '../parts/use-answer.js'
import { readStudies } from '../parts/studies.js'
import { readWorklist } from '../parts/worklist.js'
import { isOfReadings, shownDay, shownNumber, typeInWords } from '../words.js'

interface Row {
  readonly patient: string
  /** By type, what the worklist says. */
  readonly byType: ReadonlyMap<string, JsonRecord>
}

/** Days with data over all types: the fewest stand first. */
const daysOf = ({ byType }: Row): number =>
  [...byType.values()].reduce((sum, row) => sum + (numberAt(row, 'days') ?? 0), 0)

const readRows = async (
  own: ServerClient,
  study: number,
  types: readonly string[],
): Promise<readonly Row[]> => {
  const rows = new Map<string, Map<string, JsonRecord>>()
  for (const type of types)
    for (const patient of (await readWorklist(own, study, type)).patients) {
      const id = String(patient['patient_id'])
      const row = rows.get(id) ?? new Map<string, JsonRecord>()
      row.set(type, patient)
      rows.set(id, row)
    }
  return [...rows]
    .map(([patient, byType]) => ({ patient, byType }))
    .toSorted((a, b) => daysOf(a) - daysOf(b))
}

const cellOf = (row: JsonRecord | undefined): string => {
  if (row === undefined) return 'no consent'
  const last = textAt(row, 'last_seen')
  if (last === '') return 'never any'
  return `${shownNumber(numberAt(row, 'days'), 0)} of 30 days, last ${shownDay(last)}`
}

function StudyQuality({ own, study }: { readonly own: ServerClient; readonly study: number }) {
  const found = useAnswer(async () => {
    const { value } = await own.call('get_study_metadata', { study_id: study })
    const types = objectsAt(value, 'data_types')
      .map((type) => textAt(type, 'code'))
      .filter(isOfReadings)
    return { types, rows: await readRows(own, study, types) }
  }, [study])
  return (
    <Shown answer={found}>
      {({ types, rows }) => (
        <DataTable
          caption="Days with data in the last 30, and the last reading; fewest first"
          columns={[
            {
              title: 'Participant',
              cell: ({ patient }: Row) => (
                <a href={`#/studies/${study}/patients/${patient}`}>{patient}</a>
              ),
            },
            ...types.map((type) => ({
              title: typeInWords(type),
              cell: ({ byType }: Row) => cellOf(byType.get(type)),
            })),
          ]}
          rows={rows}
          empty="Nobody of this study has agreed to anything yet."
        />
      )}
    </Shown>
  )
}

/** Which data are missing while they can still be had. */
export function QualityPage({ own }: PageProps): VNode {
  const [chosen, choose] = useState<number | undefined>(undefined)
  const studies = useAnswer(async () => await readStudies(own), [])
  return (
    <>
      <h1>Data quality</h1>
      <p>Who sends how much of what. Open a participant to see the days.</p>
      <Shown answer={studies}>
        {(all) => {
          const study = chosen ?? numberAt(all[0] ?? {}, 'id')
          return (
            <>
              <p class="choices">
                <label>
                  Study{' '}
                  <select
                    value={study}
                    onChange={(event) => {
                      choose(Number(event.currentTarget.value))
                    }}
                  >
                    {all.map((one) => (
                      <option value={String(one['id'])} key={String(one['id'])}>
                        {textAt(one, 'name')}
                      </option>
                    ))}
                  </select>
                </label>
              </p>
              {study === undefined ? <p>You may see no study.</p> : null}
              {study === undefined ? null : <StudyQuality own={own} study={study} key={study} />}
            </>
          )
        }}
      </Shown>
    </>
  )
}
