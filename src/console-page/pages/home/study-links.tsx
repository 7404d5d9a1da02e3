import type { VNode } from 'preact'

import { type JsonRecord } from '../../../record.js'
import { numberAt, textAt } from '../../../record-members.js'
import type { ServerClient } from '../../api/tools.js'
import { listed, noStudy, useStudyTypes } from '../../parts/study-types.js'

interface Props {
  readonly own: ServerClient
  readonly studies: readonly JsonRecord[]
}

/** The studies with what each asks for, and the questions that people come with most. */
export function StudyLinks({ own, studies }: Props): VNode {
  const types = useStudyTypes(own, studies)
  if (studies.length === 0) return <p>{noStudy}</p>
  return (
    <ul class="studies">
      {studies.map((study) => {
        const id = numberAt(study, 'id') ?? 0
        return (
          <li key={id}>
            <a href={`#/studies/${id}`}>{textAt(study, 'name')}</a>
            <br />
            asks for {listed(types.get(id))}
            {typeof study['role'] === 'string' ? (
              <>
                <br />
                <a href={`#/studies/${id}/silent/7`}>
                  Who of {textAt(study, 'name')} has sent nothing for a week?
                </a>
              </>
            ) : null}
          </li>
        )
      })}
    </ul>
  )
}
