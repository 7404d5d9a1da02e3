import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

import { type JsonRecord } from '../../../record.js'
import type { ServerClient } from '../../api/tools.js'
import { Shown } from '../../parts/shown.js'
import { useAnswer } from '../../parts/use-answer.js'
import { View } from '../../views/view.js'

interface Props {
  readonly own: ServerClient
  readonly study: number
}

interface Question {
  readonly tool: 'get_patient_demographics' | 'search_patients'
  readonly args: JsonRecord
}

function Found({ own, question }: { readonly own: ServerClient; readonly question: Question }) {
  const people = useAnswer(
    async (signal) => {
      const { tool, args } = question
      const { value } = await own.until(signal).call(tool, args)
      return { tool, args, value }
    },
    [question],
  )
  return (
    <Shown answer={people}>
      {({ tool, args, value }) => <View server={own} tool={tool} args={args} answer={value} />}
    </Shown>
  )
}

/** The participants of a study, all or by their name; nobody is named before somebody asks. */
export function PeopleTable({ own, study }: Props): VNode {
  const [question, setQuestion] = useState<Question | undefined>(undefined)
  const [name, setName] = useState('')
  return (
    <>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          setQuestion({ tool: 'search_patients', args: { study_id: study, name: name.trim() } })
        }}
      >
        <label>
          <span>Find a participant by name</span>
          <input
            required
            value={name}
            autocomplete="off"
            onInput={(event) => {
              setName(event.currentTarget.value)
            }}
          />
        </label>
        <p class="buttons">
          <button type="submit">Find</button>
          <button
            type="button"
            onClick={() => {
              const args = { study_id: study, limit: 25 }
              setQuestion({ tool: 'get_patient_demographics', args })
            }}
          >
            Show all participants with their names
          </button>
        </p>
      </form>
      {question === undefined ? null : <Found own={own} question={question} />}
    </>
  )
}
