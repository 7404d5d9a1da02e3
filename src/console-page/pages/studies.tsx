import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

import { type JsonRecord } from '../../record.js'
import { numberAt, objectAt, textAt } from '../../record-members.js'
import type { ServerClient } from '../api/tools.js'
import type { PageProps } from '../page-props.js'
import { DataTable, type Column } from '../parts/data-table.js'
import { Shown } from '../parts/shown.js'
import { readStudies } from '../parts/studies.js'
import { listed, noStudy, useStudyTypes, type StudyTypes } from '../parts/study-types.js'
import { useAnswer } from '../parts/use-answer.js'

const typesOf = (study: JsonRecord, types: StudyTypes): string =>
  listed(types.get(numberAt(study, 'id') ?? 0))

const organizationOf = (study: JsonRecord): string =>
  textAt(objectAt(study, 'organization'), 'name')

const columnsFor = (types: StudyTypes): readonly Column<JsonRecord>[] => [
  {
    title: 'Study',
    cell: (study) => <a href={`#/studies/${String(study['id'])}`}>{textAt(study, 'name')}</a>,
  },
  { title: 'Asks for', cell: (study) => typesOf(study, types) },
  { title: 'Organization', cell: organizationOf },
  { title: 'Your role', cell: (study) => textAt(study, 'role') || 'participant' },
  { title: 'Id', cell: (study) => String(study['id']), isNumber: true },
]

interface ListProps {
  readonly own: ServerClient
  readonly studies: readonly JsonRecord[]
}

/** The studies, of which those can be found that ask for something. */
function StudyList({ own, studies }: ListProps) {
  const types = useStudyTypes(own, studies)
  const [wanted, setWanted] = useState('')
  if (studies.length === 0) return <p>{noStudy}</p>
  const words = wanted.toLowerCase().split(/\s+/)
  const rows = studies.filter((study) => {
    const about = `${textAt(study, 'name')} ${typesOf(study, types)} ${organizationOf(study)}`
    return words.every((word) => about.toLowerCase().includes(word))
  })
  return (
    <>
      <p class="choices">
        <label>
          Find a study by its name or by what it asks for{' '}
          <input
            type="search"
            value={wanted}
            onInput={(event) => {
              setWanted(event.currentTarget.value)
            }}
          />
        </label>
      </p>
      <DataTable
        caption="Studies that you may see"
        columns={columnsFor(types)}
        rows={rows}
        keyOf={(study) => String(study['id'])}
        empty="No study has these words."
      />
    </>
  )
}

/** All studies that the person may see. */
export function StudiesPage({ own }: PageProps): VNode {
  const studies = useAnswer(async (signal) => await readStudies(own.until(signal)), [])
  return (
    <>
      <h1>Studies</h1>
      <Shown answer={studies}>{(all) => <StudyList own={own} studies={all} />}</Shown>
    </>
  )
}
