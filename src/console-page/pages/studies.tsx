import type { VNode } from 'preact'
import { type JsonRecord } from '../../record.js'
import { objectAt, textAt } from '../../record-members.js'
import type { PageProps } from '../page-props.js'
import { DataTable, type Column } from '../parts/data-table.js'
import { Shown } from '../parts/shown.js'
import { readStudies } from '../parts/studies.js'
import { useAnswer } from '../parts/use-answer.js'

const columns: readonly Column<JsonRecord>[] = [
  {
    title: 'Study',
    cell: (study) => <a href={`#/studies/${String(study['id'])}`}>{textAt(study, 'name')}</a>,
  },
  { title: 'Organization', cell: (study) => textAt(objectAt(study, 'organization'), 'name') },
  { title: 'Your role', cell: (study) => textAt(study, 'role') },
  { title: 'Id', cell: (study) => String(study['id']), isNumber: true },
]

/** All studies that the person may see. */
export function StudiesPage({ own }: PageProps): VNode {
  const studies = useAnswer(async (signal) => await readStudies(own.until(signal)), [])
  return (
    <>
      <h1>Studies</h1>
      <Shown answer={studies}>
        {(rows) => (
          <DataTable
            caption="Studies that you may see"
            columns={columns}
            rows={rows}
            empty="You may see no study. In JHE, studies belong to organizations: ask to be added to one."
          />
        )}
      </Shown>
    </>
  )
}
