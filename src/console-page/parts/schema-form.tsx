import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

import { type JsonRecord, isRecord } from '../../record.js'
import { objectAt, textAt, textsAt } from '../../record-members.js'

/** A field of a form, as far as the form can offer one. */
type Kind = 'integer' | 'number' | 'string' | 'boolean' | 'enum' | 'json'

/** `anyOf` with null is what an optional argument looks like. */
const plain = (schema: JsonRecord): JsonRecord => {
  const options = Array.isArray(schema['anyOf']) ? schema['anyOf'].filter(isRecord) : []
  return options.find((option) => option['type'] !== 'null') ?? schema
}

const kindOf = (schema: JsonRecord): Kind => {
  if (textsAt(schema, 'enum').length > 0) return 'enum'
  const type = schema['type']
  return type === 'integer' || type === 'number' || type === 'string' || type === 'boolean'
    ? type
    : 'json'
}

/** What was typed, as the tool takes it; nothing where nothing was typed. @throws SyntaxError */
const valueOf = (kind: Kind, typed: string): unknown => {
  if (typed === '') return undefined
  if (kind === 'integer' || kind === 'number') return Number(typed)
  if (kind === 'boolean') return typed === 'true'
  return kind === 'json' ? JSON.parse(typed) : typed
}

/** What a field shows, and how it is filled. */
interface Filled {
  readonly typed: string
  readonly isNeeded: boolean
  readonly type: (text: string) => void
}

const Choice = ({
  options,
  typed,
  isNeeded,
  type,
}: Filled & { readonly options: readonly string[] }) => (
  <select
    value={typed}
    required={isNeeded}
    onChange={(event) => {
      type(event.currentTarget.value)
    }}
  >
    <option value="">–</option>
    {options.map((option) => (
      <option key={option}>{option}</option>
    ))}
  </select>
)

const Field = ({ schema, ...filled }: Filled & { readonly schema: JsonRecord }) => {
  const kind = kindOf(schema)
  if (kind === 'enum') return <Choice options={textsAt(schema, 'enum')} {...filled} />
  if (kind === 'boolean') return <Choice options={['true', 'false']} {...filled} />
  const given = {
    value: filled.typed,
    required: filled.isNeeded,
    onInput: (event: { readonly currentTarget: { readonly value: string } }): void => {
      filled.type(event.currentTarget.value)
    },
  }
  if (kind === 'json') return <textarea rows={3} placeholder="JSON" spellcheck={false} {...given} />
  if (kind === 'string') return <input type="text" {...given} />
  return <input type="number" step={kind === 'number' ? 'any' : 1} {...given} />
}

export interface SchemaFormProps {
  /** JSON Schema of an object. */
  readonly schema: JsonRecord
  readonly button: string
  readonly isBusy: boolean
  readonly submit: (args: JsonRecord) => void
}

/** A form for the arguments of a tool. What it has no field for is written as JSON. */
export function SchemaForm({ schema, button, isBusy, submit }: SchemaFormProps): VNode {
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({})
  const [problem, setProblem] = useState('')
  const required = textsAt(schema, 'required')
  const fields = Object.entries(objectAt(schema, 'properties')).flatMap(([name, value]) =>
    isRecord(value) ? [{ name, schema: plain(value), about: textAt(value, 'description') }] : [],
  )
  const send = (): void => {
    const args: Record<string, unknown> = {}
    for (const field of fields) {
      try {
        const value = valueOf(kindOf(field.schema), typed[field.name] ?? '')
        if (value !== undefined) args[field.name] = value
      } catch {
        setProblem(`${field.name} is not JSON.`)
        return
      }
    }
    setProblem('')
    submit(args)
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      {fields.map((field) => (
        <label key={field.name}>
          <span>
            {field.name}
            {required.includes(field.name) ? ' (needed)' : ''}
          </span>
          <Field
            schema={field.schema}
            typed={typed[field.name] ?? ''}
            isNeeded={required.includes(field.name)}
            type={(text) => {
              setTyped({ ...typed, [field.name]: text })
            }}
          />
          {field.about === '' ? null : <small>{field.about}</small>}
        </label>
      ))}
      {problem === '' ? null : <p role="alert">{problem}</p>}
      <button type="submit" disabled={isBusy}>
        {button}
      </button>
    </form>
  )
}
